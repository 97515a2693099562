import { describe, expect, it } from "vitest";
import { hueOf, learnHues } from "../../src/timeline/threadHues";
import { episode, thread } from "../sample";

let conversations = 0;

/** Threads of a conversation of its own: each the places where it starts and ends, in turn. */
function talk(...places: (number | null)[][]) {
  const name = `c${++conversations}`;
  return places.map((place, index) => {
    const episodes = [];
    for (let at = 0; at < place.length; at += 2)
      episodes.push(episode(place[at] ?? 0, place[at + 1] ?? null));
    return thread(`${name}-${index + 1}`, episodes, { number: index + 1 });
  });
}

const hues = (threads: ReturnType<typeof talk>) => threads.map(({ id }) => hueOf(id));

describe("the hues of threads", () => {
  it("differ for as many open ones as there are hues, whatever has ended between them", () => {
    for (const ended of [0, 1, 5, 6, 7, 13]) {
      const past = Array.from({ length: ended }, (_, index) => [2 + 2 * index, 3 + 2 * index]);
      const open = Array.from({ length: 5 }, (_, index) => [100 + index, null]);
      const all = talk([1, null], ...past, ...open);
      learnHues(all);
      const shown = hues(all.filter(({ state }) => state === "open"));
      expect(new Set(shown).size, `${ended} ended`).toBe(6);
    }
  });

  it("are used as often as each other when there are more", () => {
    const all = talk(...Array.from({ length: 18 }, (_, index) => [index + 1, null]));
    learnHues(all);
    const uses = [1, 2, 3, 4, 5, 6].map((hue) => hues(all).filter((one) => one === hue).length);
    expect(uses).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it("stay as they are when others start and end, also when threads become known one by one", () => {
    const all = talk([1, null], [2, 9], [3, null], [10, null], [11, null]);
    learnHues(all.slice(0, 2));
    const before = hues(all.slice(0, 2));
    for (let known = 3; known <= all.length; known++) learnHues(all.slice(0, known));
    expect(hues(all.slice(0, 2))).toEqual(before);
    const again = all.map((one) => ({ ...one, id: `again-${one.id}` }));
    learnHues(again);
    expect(again.map(({ id }) => hueOf(id))).toEqual(hues(all));
  });

  it("stay at a reopening, unless an open thread has the same by then", () => {
    const first = talk([1, 5], [2, null], [6, null], [7, null], [8, null], [9, null], [10, null]);
    learnHues(first);
    const taken = hues(first.slice(1));
    expect(new Set(taken).size).toBe(6);
    const own = hueOf(first[0]?.id ?? "");
    const reopened = thread(first[0]?.id ?? "", [episode(1, 5), episode(12)], { number: 1 });
    const without = first.filter(({ id }) => id !== reopened.id && hueOf(id) !== own);
    learnHues([reopened, ...without]);
    expect(hueOf(reopened.id)).toBe(own);
    const twice = thread(reopened.id, [episode(1, 5), episode(12, 13), episode(14)], { number: 1 });
    const rival = first.filter(({ id }) => id !== reopened.id && hueOf(id) === own);
    learnHues([twice, ...rival]);
    expect(hueOf(twice.id)).not.toBe(own);
  });

  it("of what is not known are always the same", () => {
    expect(hueOf("nobody-1")).toBe(hueOf("nobody-1"));
  });
});
