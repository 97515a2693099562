import type { Thread } from "@threadbox/client/protocol";
import { describe, expect, it } from "vitest";
import { startBeside } from "../../src/conversation/timelineRows";
import { thread } from "../samples";

/** A thread that started at each `seq`: one episode for each. */
function startedAt(id: string, ...seqs: number[]): Thread {
  const one = thread(id);
  return { ...one, episodes: seqs.flatMap((seq) => one.episodes.map((episode) => ({ ...episode, seq }))) };
}

const THREADS = [startedAt("a", 3), startedAt("b", 10, 30), startedAt("c", 20)];

describe("going from thread to thread", () => {
  it("goes on from where the reader is", () => {
    expect(startBeside(THREADS, 12, -1)).toMatchObject({ seq: 10, thread: "b" });
    expect(startBeside(THREADS, 12, 1)).toMatchObject({ seq: 20, thread: "c" });
    expect(startBeside(THREADS, Number.POSITIVE_INFINITY, -1)?.seq).toBe(
      Math.max(...THREADS.map((one) => one.episodes[0]?.seq ?? 0)),
    );
  });

  it("reaches each of them, one after the other, and then stays", () => {
    const reached: string[] = [];
    let at = Number.POSITIVE_INFINITY;
    for (let start = startBeside(THREADS, at, -1); start !== null; start = startBeside(THREADS, at, -1)) {
      reached.push(start.thread);
      at = start.seq;
    }
    expect(reached).toEqual(["c", "b", "a"]);
    expect(startBeside(THREADS, at, -1)).toBeNull();
    expect(startBeside([], 5, 1)).toBeNull();
  });
});
