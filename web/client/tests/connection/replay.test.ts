import { describe, expect, it } from "vitest";
import byOperator from "../../../../protocol/replays/operator.json";
import byVisitor from "../../../../protocol/replays/visitor.json";
import { apply, applyToRow } from "../../src/connection/replay";
import type { Conversation, Fact, Line, Thread } from "../../src/protocol";
import { ADA, conversation, ended, episode, LINUS, message, NOON, sent, started, thread } from "../sample";

interface Chain {
  steps: { step: string; lines: Line[]; changes: Record<string, unknown>; gone: string[] }[];
  end: Conversation;
}

const replays: Record<string, Chain> = {
  operator: byOperator as unknown as Chain,
  visitor: byVisitor as unknown as Chain,
};

/** A JSON value as one entry per leaf: `{"unread.visitor": 1, "items.0.seq": 4}`. */
function flat(value: unknown, path = ""): Record<string, unknown> {
  const parts = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (parts.length === 0) return { [path]: value };
  return Object.assign({}, ...parts.map(([name, part]) => flat(part, path ? `${path}.${name}` : name)));
}

function changesFrom(before: Record<string, unknown>, after: Record<string, unknown>) {
  const changes = Object.entries(after).filter(
    ([path, value]) => !(path in before) || JSON.stringify(before[path]) !== JSON.stringify(value),
  );
  return {
    changes: Object.fromEntries(changes),
    gone: Object.keys(before).filter((path) => !(path in after)),
  };
}

function fact(position: number, given: Record<string, unknown>): Line {
  return { position, fact: { conversation: "session_1", at: NOON, by: LINUS, ...given } as unknown as Fact };
}

const A = thread("thread_a", [episode(1)], { messages: 0 });
const open = conversation({
  threads: [A],
  current: "thread_a",
  last_seq: 1,
  items: [started(1, "thread_a")],
});

describe("what the server replays, the client replays alike", () => {
  it.each(Object.entries(replays))("as an audience of it: the %s", (_audience, { steps, end }) => {
    expect(steps.length).toBeGreaterThan(25);
    let state: Conversation | null = null;
    for (const { step, lines, changes, gone } of steps) {
      const before = state === null ? {} : flat(state);
      state = lines.reduce(apply, state);
      expect({ step, ...changesFrom(before, flat(state)) }).toEqual({ step, changes, gone });
    }
    expect(state).toEqual(end);
  });
});

describe("a fact", () => {
  it("creates a conversation and nothing else does", () => {
    expect(apply(null, sent(1, message(1)))).toBeNull();
    const created = apply(null, fact(4, { type: "conversation_created" }));
    expect(created).toMatchObject({
      id: "session_1",
      position: 4,
      created_at: NOON,
      items: [],
      current: null,
    });
  });

  it("of another conversation, or already seen, changes nothing", () => {
    expect(apply(open, sent(9, message(2), "session_2"))).toBe(open);
    expect(apply(open, sent(1, message(2)))).toBe(open);
  });

  it("counts a visitor's message as unread for operators, in its thread", () => {
    const next = apply(open, sent(2, message(2, { thread: "thread_a", text: "hello" })));
    expect(next).toMatchObject({
      position: 2,
      last_seq: 2,
      unread: { visitor: 0, operator: 1 },
      main_unread: { visitor: 0, operator: 0 },
      preview: { text: "hello", by: LINUS },
    });
    expect(next?.threads[0]).toMatchObject({ messages: 1, unread: { operator: 1 }, last_seq: 2 });
    expect(next?.threads[0]?.episodes[0]).toMatchObject({ messages: 3, first_reply_at: null });
  });

  it("counts the clocks of an operator's answers", () => {
    const first = apply(open, sent(2, message(2, { by: ADA, thread: "thread_a" })));
    const second = apply(first, sent(3, message(3, { by: ADA, thread: "thread_a" })));
    const times = second?.threads[0]?.episodes[0];
    expect(times?.first_reply_at).toBe(message(2).at);
    expect(times?.last_reply_at).toBe(message(3).at);
    expect(second?.unread.visitor).toBe(2);
  });

  it("counts a note nowhere", () => {
    const note = message(2, { by: ADA, thread: "thread_a", content: { type: "note", text: "psst" } });
    const next = apply(open, sent(2, note));
    expect(next?.items).toHaveLength(2);
    expect(next).toMatchObject({
      last_seq: 2,
      unread: open.unread,
      preview: null,
      active_at: open.active_at,
    });
    expect(next?.threads).toBe(open.threads);
  });

  it("cuts the preview after 120 characters, never through one", () => {
    const next = apply(open, sent(2, message(2, { text: "😀".repeat(200) })));
    expect(next?.preview?.text).toBe("😀".repeat(120));
  });

  it("keeps threads by number and the ended one's state", () => {
    const other: Thread = thread("thread_b", [episode(2)], { number: 2 });
    const both = apply(
      open,
      fact(2, { type: "thread_started", thread: other, mark: started(2, "thread_b") }),
    );
    expect(both?.current).toBe("thread_b");
    const over = thread("thread_a", [episode(1, 3)]);
    const next = apply(
      both,
      fact(3, { type: "thread_ended", thread: over, mark: ended(3, "thread_a"), current: null }),
    );
    expect(next?.threads.map((each) => [each.id, each.state])).toEqual([
      ["thread_a", "ended"],
      ["thread_b", "open"],
    ]);
    expect(next?.current).toBeNull();
  });

  it("never moves the read mark backwards", () => {
    const base = conversation({ read: { visitor: 9, operator: 0 }, threads: [A] });
    const line = fact(2, {
      type: "messages_read",
      side: "visitor",
      seq: 4,
      unread: 1,
      lines: [{ thread: null, unread: 1 }],
    });
    const next = apply(base, line);
    expect(next?.read.visitor).toBe(9);
    expect(next?.main_unread.visitor).toBe(1);
    expect(next?.threads[0]).toBe(A);
  });

  it("renames for visitors without a trace", () => {
    const next = apply(
      open,
      fact(2, { type: "thread_renamed", thread: "thread_a", topic: "New", mark: null }),
    );
    expect(next?.threads[0]?.topic).toBe("New");
    expect(next?.items).toBe(open.items);
  });

  it("keeps the newest twenty events", () => {
    let state: Conversation | null = open;
    for (let position = 2; position < 30; position++)
      state = apply(
        state,
        fact(position, { type: "event_pushed", event: { text: String(position), data: {}, color: "blue" } }),
      );
    expect(state?.events).toHaveLength(20);
    expect(state?.events.at(-1)?.text).toBe("29");
  });

  it("shares with the state before what it does not touch", () => {
    const next = apply(open, fact(2, { type: "state_changed", state: "resolved" }));
    expect(next?.items).toBe(open.items);
    expect(next?.threads).toBe(open.threads);
    expect(open.state).toBe("pending");
  });
});

describe("a row of a list", () => {
  it("holds no items and drops ended threads", () => {
    const row = conversation({ threads: [A], current: "thread_a" });
    const talked = applyToRow(row, sent(2, message(2, { thread: "thread_a" })));
    expect(talked?.items).toEqual([]);
    expect(talked?.unread.operator).toBe(1);
    const over = thread("thread_a", [episode(1, 3)]);
    const next = applyToRow(
      talked,
      fact(3, { type: "thread_ended", thread: over, mark: ended(3, "thread_a"), current: null }),
    );
    expect(next?.threads).toEqual([]);
  });
});
