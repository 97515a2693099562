import { describe, expect, it } from "vitest";
import type { Item, Thread } from "../../src/protocol";
import { keepRows, placeInThread, type Row, type RowsInput, rows } from "../../src/timeline/rows";
import {
  ADA,
  ended,
  episode,
  GRACE,
  LINUS,
  MINUTE,
  message,
  NOON,
  reopened,
  started,
  thread,
} from "../sample";
import { picture } from "./picture";

type Given = Partial<RowsInput> & { items: Item[] };

function build(given: Given): Row[] {
  return rows({ threads: [], audience: "operator", folds: new Map(), unreadAfter: null, ...given });
}

function draw(given: Given): string[] {
  const drawn = picture(build(given));
  return drawn[0]?.endsWith("— 22 —") ? drawn.slice(1) : drawn;
}

/** In thread `a`, by Linus unless told otherwise. */
const inA = (seq: number, given: Parameters<typeof message>[1] = {}) =>
  message(seq, { thread: "a", ...given });
const inB = (seq: number, given: Parameters<typeof message>[1] = {}) =>
  message(seq, { thread: "b", ...given });
const a = (...episodes: ReturnType<typeof episode>[]) => thread("a", episodes, { topic: "A" });
const b = (...episodes: ReturnType<typeof episode>[]) => thread("b", episodes, { topic: "B", number: 2 });

describe("a timeline without threads", () => {
  it("looks like any chat: messages in runs, no rail, no chip", () => {
    expect(draw({ items: [message(1), message(2), message(3, { by: ADA })] })).toEqual([
      "Linus: message 1",
      "…message 2",
      "Ada: message 3",
    ]);
  });

  it("breaks a run after five minutes, at another author, and between message and note", () => {
    const note = message(8, { by: ADA, content: { type: "note", text: "psst" } });
    const items = [message(1), message(2, { at: NOON + 8 * MINUTE }), message(7, { by: ADA }), note];
    const drawn = build({ items }).flatMap((row) => (row.kind === "message" ? [[row.first, row.last]] : []));
    expect(drawn).toEqual([
      [true, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it("separates days once each", () => {
    const items = [message(1), message(2), message(3, { at: NOON + 24 * 60 * MINUTE })];
    expect(picture(build({ items }))).toEqual([
      "— 22 —",
      "Linus: message 1",
      "…message 2",
      "— 23 —",
      "Linus: message 3",
    ]);
  });

  it("is empty when nothing was said", () => {
    expect(build({ items: [] })).toEqual([]);
  });
});

describe("one open thread", () => {
  const threads = [a(episode(2))];
  const items = [message(1), started(2, "a"), inA(3), inA(4, { by: ADA })];

  it("has a ring, and a rail that fades out towards the composer", () => {
    expect(draw({ items, threads })).toEqual([
      "  Linus: message 1",
      "◯ A by the page",
      "│ Linus: message 3",
      "╵ Ada: message 4",
    ]);
  });

  it("lets the rail pass a message of the main line, which says so, and names the thread after it", () => {
    const more = [...items, message(5), inA(6)];
    expect(draw({ items: more, threads }).slice(3)).toEqual([
      "│ Ada: message 4",
      "│ ‹main line› Linus: message 5",
      "╵ ‹A› Linus: message 6",
    ]);
    const aside = build({ items: more, threads }).find((row) => row.seq === 5);
    expect(aside?.rails.map((rail) => rail.own)).toEqual([false]);
  });

  it("is drawn alike for the visitor", () => {
    expect(draw({ items, threads, audience: "visitor" })).toEqual(draw({ items, threads }));
  });

  it("fades out at a ring that nothing follows yet", () => {
    const ring = build({ items: items.slice(0, 2), threads }).at(-1)?.rails[0];
    expect(ring).toMatchObject({ mark: "ring", top: "none", bottom: "fade" });
  });
});

describe("several open threads", () => {
  const unfolded = new Map([["a", false]]);
  const threads = [a(episode(1, 6)), b(episode(3))];
  const items = [
    started(1, "a"),
    inA(2),
    started(3, "b", { by: ADA }),
    inB(4),
    inA(5, { by: ADA }),
    ended(6, "a"),
    inB(7),
  ];

  it("run in lanes, each with its own style, a chip tells when the thread changes, and an end says whose it is", () => {
    expect(draw({ items, threads, folds: unfolded })).toEqual([
      "◯   A by the page",
      "│   Linus: message 2",
      "│ ◯ B by Ada",
      "│ ┆ Linus: message 4",
      "│ ┆ ‹A› Ada: message 5",
      "● ┆ A end by Ada",
      "  ╵ ‹B› Linus: message 7",
    ]);
  });

  it("share one lane in the chatbox: each row shows the thread it belongs to", () => {
    const drawn = build({ items, threads, folds: unfolded, audience: "visitor" });
    expect(drawn.every((row) => row.rails.length <= 1)).toBe(true);
    // The line of one thread never leads to the mark or the line of another.
    for (const [index, row] of drawn.entries()) {
      const [above, below] = [drawn[index - 1]?.rails[0], row.rails[0]];
      if (above && below && above.thread !== below.thread)
        expect([above.bottom, below.top], row.key).not.toContain("line");
      if (above && below && above.thread === below.thread) expect(below.top).toBe("line");
    }
    const marks = drawn.flatMap((row) => row.rails.map((rail) => `${rail.mark ?? "-"}${rail.thread}`));
    expect(marks).toEqual(["ringa", "-a", "ringb", "-b", "-a", "dota", "-b"]);
  });

  it("make no second lane once the first is free again", () => {
    const later = [a(episode(1, 2)), b(episode(3))];
    const given = [started(1, "a"), inA(1.5), ended(2, "a"), started(3, "b"), inB(4)];
    expect(draw({ items: given, threads: later, folds: unfolded })).toEqual([
      "◯ A by the page",
      "│ Linus: message 1.5",
      "● end by Ada",
      "◯ B by the page",
      "╵ Linus: message 4",
    ]);
  });

  it("share the third lane from the fourth on", () => {
    const many = [1, 2, 3, 4].map((number) => thread(`t${number}`, [episode(number)], { number }));
    const marks = many.map((each, index) => started(index + 1, each.id));
    const last = message(5, { thread: "t3" });
    const drawn = build({ items: [...marks, last], threads: many });
    expect(drawn.at(-2)?.rails.map((rail) => [rail.lane, rail.thread])).toEqual([
      [0, "t1"],
      [1, "t2"],
      [2, "t4"],
    ]);
    expect(drawn.at(-1)?.rails[2]).toMatchObject({ thread: "t3", own: true, style: "dotted" });
  });

  it("can be narrowed to one: only its rows and its rail are left", () => {
    expect(draw({ items, threads, only: "b" })).toEqual(["◯ B by Ada", "│ Linus: message 4", "╵ …message 7"]);
  });
});

describe("an ended thread", () => {
  const threads = [a(episode(1, 4))];
  const over = [started(1, "a"), inA(2), inA(3, { by: ADA }), ended(4, "a")];

  it("stays unfolded while it is the newest thing in view", () => {
    expect(draw({ items: over, threads })).toEqual([
      "◯ A by the page",
      "│ Linus: message 2",
      "│ Ada: message 3",
      "● end by Ada",
    ]);
  });

  it("folds to one row when it is fully read and something follows it", () => {
    expect(draw({ items: [...over, message(5)], threads })).toEqual(["▸ A · 2 messages", "Linus: message 5"]);
  });

  it("does not fold while something in it is unread", () => {
    const items = [...over, message(5, { by: ADA })];
    expect(draw({ items, threads, unreadAfter: 4 })[0]).toBe("▸ A · 2 messages");
    expect(draw({ items, threads, unreadAfter: 1, audience: "visitor" })).toEqual([
      "◯ A by the page",
      "│ Linus: message 2",
      "│ — 2 new —",
      "│ Ada: message 3",
      "● end by Ada",
      "  Ada: message 5",
    ]);
  });

  it("never folds under the reader: what ends or follows later stays open until the next time", () => {
    const items = [...over, message(5)];
    expect(draw({ items, threads, openedAt: 3 })).toContain("● end by Ada");
    expect(draw({ items, threads, openedAt: 4 })).toContain("● end by Ada");
    expect(draw({ items, threads, openedAt: 5 })).not.toContain("● end by Ada");
  });

  it("is folded or unfolded by hand, whatever the rule says", () => {
    expect(draw({ items: over, threads, folds: new Map([["a", true]]) })).toEqual(["▸ A · 2 messages"]);
    const kept = draw({ items: [...over, message(5)], threads, folds: new Map([["a", false]]) });
    expect(kept).toHaveLength(5);
  });

  it("says at its start whether a click may fold it", () => {
    const start = build({ items: over, threads })[1];
    expect(start).toMatchObject({ kind: "start", foldable: true });
    const running = build({ items: over.slice(0, 2), threads: [a(episode(1))] })[1];
    expect(running).toMatchObject({ kind: "start", foldable: false });
  });

  it("offers to be reopened at its last end only", () => {
    const twice = [a(episode(1, 3), episode(5, 7))];
    const items = [started(1, "a"), inA(2), ended(3, "a"), reopened(5, "a"), inA(6), ended(7, "a")];
    const ends = build({ items, threads: twice }).filter((row) => row.kind === "end");
    expect(ends.map((row) => row.reopenable)).toEqual([false, true]);
  });

  it("folds over interleaved messages of others, which stay where they are", () => {
    const both = [a(episode(1, 6)), b(episode(3))];
    const items = [started(1, "a"), inA(2), started(3, "b"), inB(4), message(5), ended(6, "a"), inB(7)];
    expect(draw({ items, threads: both })).toEqual([
      "  ▸ A · 2 messages",
      "◯ B by the page",
      "│ Linus: message 4",
      "│ ‹main line› Linus: message 5",
      "╵ ‹B› Linus: message 7",
    ]);
  });

  it("tells in its one row who wrote, how long it took and what is unread", () => {
    const items = [...over.slice(0, 3), inA(3.5, { by: GRACE }), ...over.slice(3), message(5)];
    const [row] = build({ items, threads, folds: new Map([["a", true]]), unreadAfter: 1 }).slice(1);
    expect(row).toMatchObject({ kind: "folded", seconds: 180, unread: 1, messages: 2 });
    expect(row?.kind === "folded" && row.authors.map((author) => author.name)).toEqual([
      "Linus",
      "Ada",
      "Grace",
    ]);
  });

  it("is the same row before and after its beginning was loaded", () => {
    const whole = build({ items: [...over, message(5)], threads })[1];
    const part = build({ items: [...over.slice(2), message(5)], threads })[1];
    expect(part?.key).toBe(whole?.key);
  });
});

describe("an empty thread", () => {
  it("is one row that does not fold further", () => {
    const empty = [thread("a", [episode(2, 3, { messages: 0 })], { topic: "A" })];
    const items = [message(1), started(2, "a"), ended(3, "a", { messages: 0 })];
    expect(draw({ items, threads: empty })).toEqual(["Linus: message 1", "◯● A · no messages"]);
    expect(draw({ items, threads: empty, folds: new Map([["a", true]]) })).toHaveLength(2);
  });

  it("is not called empty when operators left a note in it", () => {
    const noted = [thread("a", [episode(1, 3, { messages: 0 })], { topic: "A" })];
    const note = inA(2, { by: ADA, content: { type: "note", text: "psst" } });
    expect(draw({ items: [started(1, "a"), note, ended(3, "a")], threads: noted })[1]).toBe(
      "│ note Ada: psst",
    );
  });
});

describe("a reopened thread", () => {
  it("has a half ring and a rail for each episode", () => {
    const threads = [a(episode(1, 3), episode(5))];
    const items = [started(1, "a"), inA(2), ended(3, "a"), message(4), reopened(5, "a"), inA(6)];
    expect(draw({ items, threads })).toEqual([
      "◯ A by the page",
      "│ Linus: message 2",
      "● end by Ada",
      "  Linus: message 4",
      "◐ A by Ada",
      "╵ Linus: message 6",
    ]);
  });

  it("folds, once ended again, to one row for each episode", () => {
    const threads = [a(episode(1, 3, { messages: 1 }), episode(5, 7, { messages: 3 }))];
    const items = [
      started(1, "a"),
      inA(2),
      ended(3, "a"),
      message(4),
      reopened(5, "a"),
      inA(6),
      ended(7, "a"),
      message(8),
    ];
    expect(draw({ items, threads })).toEqual([
      "▸ A · 1 messages",
      "Linus: message 4",
      "▸ A · 3 messages",
      "Linus: message 8",
    ]);
  });

  it("is not folded while it runs, whatever was chosen before", () => {
    const threads = [a(episode(1, 3), episode(4))];
    const items = [started(1, "a"), inA(2), ended(3, "a"), reopened(4, "a")];
    expect(draw({ items, threads, folds: new Map([["a", true]]) })).toHaveLength(4);
  });
});

describe("a late message after the end", () => {
  const late = message(5, { follows: "a" });
  const items = [started(1, "a"), inA(2), ended(3, "a"), late];

  it("stands in the main line, and tells operators which thread it seems to continue", () => {
    const drawn = draw({ items, threads: [a(episode(1, 3))], folds: new Map([["a", false]]) });
    expect(drawn.at(-1)).toBe("  Linus: message 5 (follows A, reopen?)");
  });

  it("offers no reopening once the thread is open again", () => {
    const threads = [a(episode(1, 3), episode(6))];
    expect(draw({ items: [...items, reopened(6, "a")], threads })[3]).toBe("  Linus: message 5 (follows A)");
  });

  it("shows the visitor no hint", () => {
    const drawn = draw({ items, threads: [a(episode(1, 3))], audience: "visitor" });
    expect(drawn.at(-1)).toBe("Linus: message 5");
  });
});

describe("a moved message", () => {
  it("outside its thread's rail keeps its place and wears a chip", () => {
    const items = [inA(1), started(2, "a"), inA(3), ended(4, "a"), inA(5)];
    const drawn = draw({ items, threads: [a(episode(2, 4))], folds: new Map([["a", true]]) });
    expect(drawn).toEqual(["‹A› Linus: message 1", "▸ A · 2 messages", "‹A› Linus: message 5"]);
  });
});

describe("a renamed thread", () => {
  it("has its new topic everywhere, and a trace with the old one", () => {
    const trace = { ...started(3, "a"), kind: "renamed" as const, topic: "New", previous: "Old" };
    const threads = [thread("a", [episode(1)], { topic: "New" })];
    expect(draw({ items: [started(1, "a", { topic: "Old" }), inA(2), trace], threads })).toEqual([
      "◯ New by the page",
      "│ Linus: message 2",
      "╵ renamed from Old",
    ]);
  });
});

describe("what is unread", () => {
  it("begins under a divider that counts the other side's messages only", () => {
    const note = message(4, { by: ADA, content: { type: "note", text: "psst" } });
    const items = [message(1), message(2), message(3, { by: ADA }), note, message(5)];
    expect(draw({ items, unreadAfter: 1 })).toEqual([
      "Linus: message 1",
      "— 2 new —",
      "Linus: message 2",
      "Ada: message 3",
      "note Ada: psst",
      "Linus: message 5",
    ]);
    expect(draw({ items, unreadAfter: 1, audience: "visitor" })[2]).toBe("— 1 new —");
  });

  it("includes a marker right above it", () => {
    const items = [message(1), started(2, "a"), inA(3)];
    expect(draw({ items, threads: [a(episode(2))], unreadAfter: 1 })[1]).toBe("  — 1 new —");
  });

  it("has no divider when only markers are new", () => {
    expect(
      draw({ items: [message(1), started(2, "a")], threads: [a(episode(2))], unreadAfter: 1 }),
    ).toHaveLength(2);
  });
});

describe("what is still being sent", () => {
  const pending = { by: LINUS, at: NOON + 9 * MINUTE, what: "message" as const, refused: null, thread: null };

  it("stands at the end, in the run it belongs to, and keeps its key when it is stored", () => {
    const waiting = {
      ...pending,
      id: "c_1",
      content: { type: "text", text: "hi" } as const,
      state: "sent" as const,
    };
    const before = build({ items: [message(8)], pending: [waiting], audience: "visitor" });
    expect(picture(before).slice(1)).toEqual(["Linus: message 8", "…hi [sent]"]);
    const stored = build({ items: [message(8), message(9, { client_id: "c_1" })], audience: "visitor" });
    expect(stored.at(-1)?.key).toBe(before.at(-1)?.key);
  });

  it("shows a refused message as failed, with the reason", () => {
    const refused = {
      type: "refused" as const,
      id: "c_1",
      code: "invalid" as const,
      reason: "r",
      message: "",
      data: {},
    };
    const failed = {
      ...pending,
      id: "c_1",
      content: { type: "text", text: "hi" } as const,
      state: "failed" as const,
      refused,
    };
    expect(build({ items: [], pending: [failed] }).at(-1)).toMatchObject({
      sending: { state: "failed", refused },
    });
  });

  it("shows a start with a dashed ring and what was written under it, until acknowledged", () => {
    const start = {
      ...pending,
      id: "c_1",
      content: { type: "text", text: "Down" } as const,
      what: "start" as const,
      thread: "pending:c_1",
      state: "queued" as const,
    };
    const said = {
      ...pending,
      id: "c_2",
      content: { type: "text", text: "hi" } as const,
      thread: "pending:c_1",
      state: "queued" as const,
    };
    expect(draw({ items: [message(1)], pending: [start, said], audience: "visitor" })).toEqual([
      "  Linus: message 1",
      "◌ Down by Linus [queued]",
      "╵ Linus: hi [queued]",
    ]);
  });

  it("draws no rail for a start that failed", () => {
    const start = {
      ...pending,
      id: "c_1",
      content: { type: "text", text: "Down" } as const,
      what: "start" as const,
      thread: "pending:c_1",
      state: "failed" as const,
    };
    expect(draw({ items: [], pending: [start] })).toEqual(["Down by Linus [failed]"]);
  });

  it("is left out where newer items are not loaded", () => {
    const waiting = {
      ...pending,
      id: "c_1",
      content: { type: "text", text: "hi" } as const,
      state: "sent" as const,
    };
    expect(draw({ items: [message(1)], pending: [waiting], hasNewer: true })).toEqual(["Linus: message 1"]);
  });

  it("never draws two rows under one key, even when a client repeats an id", () => {
    const items = [message(1, { client_id: "c_1" }), message(2, { client_id: "c_1", by: ADA })];
    const keys = build({ items }).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("a thread partly outside the loaded window", () => {
  it("enters from the edge with a fade, and is named by a chip", () => {
    const items = [inA(5), inA(6, { by: ADA })];
    expect(picture(build({ items, threads: [a(episode(1))] }))).toEqual([
      "╷ — 22 —",
      "│ ‹A› Linus: message 5",
      "╵ Ada: message 6",
    ]);
  });

  it("leaves by the edge with a fade where newer items are not loaded", () => {
    const rail = build({
      items: [started(1, "a"), inA(2)],
      threads: [a(episode(1, 9))],
      hasNewer: true,
      folds: new Map([["a", false]]),
    }).at(-1)?.rails[0];
    expect(rail).toMatchObject({ bottom: "fade", mark: null });
  });

  it("is known from its markers when the thread list does not have it", () => {
    expect(
      draw({ items: [started(1, "x"), message(2, { thread: "x" }), ended(3, "x", { messages: 1 })] }),
    ).toEqual(["◯ Topic of x by the page", "│ Linus: message 2", "● end by Ada"]);
  });
});

describe("who types", () => {
  it("stands at the very end, beside the rail of the thread", () => {
    const typing = [{ by: null, thread: "a" }];
    expect(draw({ items: [started(1, "a"), inA(2)], threads: [a(episode(1))], typing })).toEqual([
      "◯ A by the page",
      "│ Linus: message 2",
      "╵ visitor types",
    ]);
  });
});

describe("rows over time", () => {
  const threads: Thread[] = [a(episode(1))];
  const items = [started(1, "a"), inA(2), inA(3)];

  it("are the same objects where nothing changed", () => {
    const before = build({ items, threads });
    const next = keepRows(before, build({ items: [...items, inA(4)], threads }));
    expect(next.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(next[1]).toBe(before[1]);
    expect(next[2]).toBe(before[2]);
    expect(next[3]).not.toBe(before[3]);
  });

  it("tell a message's place in its thread", () => {
    const known = thread("a", [episode(1)], { messages: 40 });
    expect(placeInThread(items, known, 2)).toEqual({ place: 39, of: 40 });
  });

  it("come in a moment for two thousand items and a hundred threads", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      thread(`t${index}`, [episode(index * 20, index * 20 + 18)], { number: index }),
    );
    const all: Item[] = Array.from({ length: 2_000 }, (_, seq) => {
      const id = `t${Math.floor(seq / 20)}`;
      return seq % 20 === 0
        ? started(seq, id)
        : seq % 20 === 18
          ? ended(seq, id)
          : message(seq, { thread: seq % 20 < 18 ? id : null });
    });
    const from = performance.now();
    const drawn = build({ items: all, threads: many, folds: new Map(many.map((each) => [each.id, false])) });
    expect(drawn.length).toBeGreaterThan(2_000);
    expect(performance.now() - from).toBeLessThan(500);
  });
});
