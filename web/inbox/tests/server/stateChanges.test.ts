import type { Author, Line } from "@threadbox/client/protocol";
import { rows } from "@threadbox/client/timeline/rows";
import { describe, expect, it } from "vitest";
import {
  type StateChange,
  stateChangeOf,
  type TimelineEntry,
  withStateChanges,
} from "../../src/server/stateChanges";
import { conversation, MIRA, message, OLGA, sent, thread } from "../samples";

type State = "resolved" | "unresolved";

function turned(position: number, state: State, by: Author = OLGA): Line {
  return { position, fact: { type: "state_changed", conversation: "session_1", at: position, by, state } };
}

/** The timeline of a conversation with messages 1 … 4, as words. */
function told(traces: readonly StateChange[], state: State, open = false): string[] {
  const threads = open ? [thread("t_1", { last_seq: 4 })] : [];
  const items = [1, 2, 3, 4].map((seq) => message(seq, MIRA, open ? { thread: "t_1" } : {}));
  const drawn = rows({ items, threads, audience: "operator", folds: new Map(), unreadAfter: null });
  const whole = withStateChanges(drawn, traces, conversation({ state, last_seq: 4, threads }));
  return whole.filter(({ kind }) => kind === "message" || kind === "state").map(wordOf);
}

function wordOf(entry: TimelineEntry): string {
  return entry.kind === "state" ? `${entry.state} by ${entry.by?.name ?? "?"}` : String(entry.seq);
}

describe("a trace", () => {
  it("is left by resolving and by opening again, with who did it", () => {
    const before = conversation({ last_seq: 3 });
    const resolved = conversation({ last_seq: 3, state: "resolved" });
    expect(stateChangeOf(before, turned(7, "resolved"))).toMatchObject({
      state: "resolved",
      by: OLGA,
      at: 7,
    });
    expect(stateChangeOf(resolved, turned(8, "unresolved", MIRA))).toMatchObject({
      state: "reopened",
      by: MIRA,
    });
  });

  it("is left by nothing else", () => {
    const resolved = conversation({ state: "resolved" });
    expect(stateChangeOf(resolved, turned(7, "resolved"))).toBeNull();
    expect(stateChangeOf(resolved, sent(8, message(4, MIRA)))).toBeNull();
  });
});

describe("the timeline with traces", () => {
  it("tells them where they happened, and in their order", () => {
    const traces = [
      stateChangeOf(conversation({ last_seq: 2 }), turned(7, "resolved")),
      stateChangeOf(conversation({ last_seq: 2, state: "resolved" }), turned(8, "unresolved", MIRA)),
    ].filter((trace) => trace !== null);
    expect(told(traces, "unresolved")).toEqual(["1", "2", "resolved by Olga", "reopened by Mira", "3", "4"]);
  });

  it("tells at the end that a conversation is resolved, whoever did it before it was opened here", () => {
    expect(told([], "resolved")).toEqual(["1", "2", "3", "4", "resolved by ?"]);
    expect(told([], "unresolved")).toEqual(["1", "2", "3", "4"]);
    const trace = stateChangeOf(conversation({ last_seq: 4 }), turned(9, "resolved"));
    expect(told(trace === null ? [] : [trace], "resolved").at(-1)).toBe("resolved by Olga");
  });

  it("leaves out what happened before what is loaded", () => {
    const trace = stateChangeOf(conversation({ last_seq: 0 }), turned(1, "resolved"));
    expect(told(trace === null ? [] : [trace], "unresolved")).toEqual(["1", "2", "3", "4"]);
  });

  it("lets the lines of open threads run past", () => {
    const threads = [thread("t_1", { last_seq: 4 })];
    const items = [1, 2, 3, 4].map((seq) => message(seq, MIRA, { thread: "t_1" }));
    const drawn = rows({ items, threads, audience: "operator", folds: new Map(), unreadAfter: null });
    for (const after of [2, 4]) {
      const trace = stateChangeOf(conversation({ last_seq: after }), turned(9, "resolved"));
      const whole = withStateChanges(drawn, trace === null ? [] : [trace], conversation({ last_seq: 4 }));
      const at = whole.findIndex(({ kind }) => kind === "state");
      const [above, here] = [whole[at - 1], whole[at]];
      expect(here?.rails.map(({ top }) => top)).toEqual(["line"]);
      expect(above?.rails.map(({ bottom }) => bottom)).toEqual(["line"]);
      expect(here?.rails.map(({ mark }) => mark)).toEqual([null]);
    }
  });
});
