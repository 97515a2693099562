import { describe, expect, it } from "vitest";
import type { Entry, EntryState } from "../../src/connection/outbox";
import type { Done, OperatorCommand, VisitorCommand } from "../../src/protocol";
import { pendingOf } from "../../src/timeline/pendingItems";
import { ADA, conversation, episode, LINUS, message, NOON, thread } from "../sample";

type Command = VisitorCommand | OperatorCommand;
type Given = Command extends infer Each ? (Each extends { id: string } ? Omit<Each, "id"> : never) : never;

function entry(
  id: string,
  command: Given,
  state: EntryState = "sent",
  done: Done | null = null,
): Entry<Command> {
  return { id, command: { ...command, id } as Command, at: NOON, state, refused: null, done };
}

function done(id: string, threadId: string): Done {
  return {
    type: "done",
    id,
    position: 9,
    duplicate: false,
    seq: 3,
    fingerprint: 3,
    thread: threadId,
    topic_ignored: false,
  };
}

const open = conversation({
  threads: [
    thread("a", [episode(1)], { topic: "A", external_id: "T-1" }),
    thread("b", [episode(2)], { topic: "B", number: 2 }),
    thread("z", [episode(3, 4)], { topic: "Z", number: 3, external_id: "T-9" }),
  ],
  current: "a",
});

function threadsOf(...entries: Entry<Command>[]) {
  return pendingOf(entries, open, LINUS).map((pending) => pending.thread);
}

describe("what is being sent", () => {
  it("goes to the current thread unless it names another or the main line", () => {
    expect(
      threadsOf(
        entry("c_1", { type: "send", text: "x" }),
        entry("c_2", { type: "send", text: "x", thread: "current" }),
        entry("c_3", { type: "send", text: "x", thread: "main" }),
        entry("c_4", { type: "send", text: "x", thread: "b" }),
      ),
    ).toEqual(["a", "a", null, "b"]);
  });

  it("follows a choice or a start sent before it", () => {
    expect(
      threadsOf(
        entry("c_1", { type: "select_thread", thread: "b" }),
        entry("c_2", { type: "send", text: "x" }),
        entry("c_3", { type: "select_thread", main: true }),
        entry("c_4", { type: "send", text: "x" }),
        entry("c_5", { type: "start_thread", topic: "New" }),
        entry("c_6", { type: "send", text: "x" }),
      ),
    ).toEqual(["b", null, "pending:c_5", "pending:c_5"]);
  });

  it("is left out once the conversation shows it", () => {
    const shown = { ...open, items: [message(1, { client_id: "c_1" })] };
    expect(pendingOf([entry("c_1", { type: "send", text: "x" }, "done")], shown, LINUS)).toEqual([]);
  });

  it("shows no start for a thread that is open already, by external id or by topic", () => {
    expect(
      threadsOf(
        entry("c_1", { type: "start_thread", topic: "Other", external_id: "T-1" }),
        entry("c_2", { type: "start_thread", topic: " B " }),
        entry("c_3", { type: "send", text: "x" }),
      ),
    ).toEqual(["b"]);
  });

  it("starts once what is started several times, and writes there", () => {
    expect(
      threadsOf(
        entry("c_1", { type: "start_thread", topic: "New" }),
        entry("c_2", { type: "start_thread", topic: "Other", external_id: "T-5" }),
        entry("c_3", { type: "start_thread", topic: " New" }),
        entry("c_4", { type: "send", text: "x" }),
        entry("c_5", { type: "start_thread", topic: "Another", external_id: "T-5" }),
        entry("c_6", { type: "send", text: "x" }),
      ),
    ).toEqual(["pending:c_1", "pending:c_2", "pending:c_1", "pending:c_2"]);
  });

  it("goes, behind an end, to the open thread that was started last before", () => {
    expect(
      threadsOf(
        entry("c_1", { type: "end_thread" }),
        entry("c_2", { type: "send", text: "x" }),
        entry("c_3", { type: "start_thread", topic: "New" }),
        entry("c_4", { type: "end_thread", topic: "B" }),
        entry("c_5", { type: "send", text: "x" }),
        entry("c_6", { type: "end_thread", topic: "New" }),
        entry("c_7", { type: "send", text: "x" }),
      ),
    ).toEqual(["b", "pending:c_3", "pending:c_3", null]);
  });

  it("ends nothing twice once the conversation shows the end", () => {
    const ended = { ...open, position: 9, current: "b" };
    const end = entry("c_1", { type: "end_thread" }, "done", done("c_1", "a"));
    const next = entry("c_2", { type: "send", text: "x" });
    expect(pendingOf([end, next], ended, LINUS).map(({ thread }) => thread)).toEqual(["b"]);
  });

  it("shows a reopening for the external id of an ended thread", () => {
    const start = entry("c_1", { type: "start_thread", topic: "Z", external_id: "T-9" });
    expect(pendingOf([start], open, LINUS)).toMatchObject([
      { what: "reopen", thread: "z", by: { kind: "page" } },
    ]);
  });

  it("keeps an acknowledged start on the screen until its facts arrive", () => {
    const start = (id: string) =>
      entry("c_1", { type: "start_thread", topic: "New" }, "done", done("c_1", id));
    expect(threadsOf(start("n"))).toEqual(["pending:c_1"]);
    expect(threadsOf(start("b"))).toEqual([]);
  });

  it("ignores starts whose topic is no text, and other conversations", () => {
    expect(threadsOf(entry("c_1", { type: "start_thread", topic: 7 }))).toEqual([]);
    const elsewhere = entry("c_2", { type: "send", conversation: "session_2", text: "x" });
    expect(pendingOf([elsewhere], open, ADA)).toEqual([]);
  });

  it("tells notes from messages", () => {
    const note = entry("c_1", { type: "send", conversation: "session_1", text: "x", note: true });
    expect(pendingOf([note], open, ADA)[0]?.what).toBe("note");
  });
});
