import { beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => vi.useFakeTimers());
const { Outbox } = await import("../../src/connection/outbox");

import type { Done, Refused, VisitorCommand, VisitorSend } from "../../src/protocol";

const PREFIX = "threadbox:w1:outbox:";

function box(storage: Record<string, string> | null = localStorage) {
  return new Outbox<VisitorCommand>({ storage, prefix: PREFIX });
}

function say(outbox: ReturnType<typeof box>, text: string) {
  return outbox.put({ type: "send", text } satisfies Omit<VisitorSend, "id">);
}

function done(id: string, position = 5): Done {
  return {
    type: "done",
    id,
    position,
    duplicate: false,
    seq: 1,
    fingerprint: 1,
    thread: null,
    topic_ignored: false,
  };
}

function refused(id: string, code: Refused["code"], reason = "some_reason"): Refused {
  return { type: "refused", id, code, reason, message: "", data: {} };
}

function texts(outbox: ReturnType<typeof box>) {
  return outbox.entries.value.map((entry) => (entry.command as VisitorSend).text);
}

let sent: string[];
const send = (command: VisitorCommand) => {
  sent.push((command as VisitorSend).text ?? "");
  return true;
};

beforeEach(() => {
  localStorage.clear();
  vi.clearAllTimers();
  sent = [];
});

describe("the outbox", () => {
  it("gives ids that the server takes, without a secure context", () => {
    const id = say(box(), "hi");
    expect(id).toMatch(/^c_[0-9a-f]{32}$/);
  });

  it("sends in order, once per connection, and again after a reconnect", () => {
    const outbox = box();
    say(outbox, "one");
    say(outbox, "two");
    outbox.flush(send);
    say(outbox, "three");
    outbox.flush(send);
    expect(sent).toEqual(["one", "two", "three"]);
    outbox.rewind();
    outbox.flush(send);
    expect(sent.slice(3)).toEqual(["one", "two", "three"]);
  });

  it("stops at the first command the connection does not take", () => {
    const outbox = box();
    say(outbox, "one");
    say(outbox, "two");
    outbox.flush((command) => sent.length === 0 && send(command));
    expect(outbox.entries.value.map((entry) => entry.state)).toEqual(["sent", "queued"]);
  });

  it("survives a reload, in order", () => {
    const before = box();
    for (const text of ["one", "two", "three"]) say(before, text);
    const after = box();
    after.flush(send);
    expect(sent).toEqual(["one", "two", "three"]);
  });

  it("keeps order and entries of several tabs that share a storage", () => {
    const [left, right] = [box(), box()];
    say(left, "left 1");
    vi.advanceTimersByTime(5);
    say(right, "right 1");
    vi.advanceTimersByTime(5);
    say(left, "left 2");
    expect(texts(box())).toEqual(["left 1", "right 1", "left 2"]);
    left.flush(send);
    expect(sent).toEqual(["left 1", "right 1", "left 2"]);
  });

  it("forgets what is done and does not send it again", () => {
    const outbox = box();
    const id = say(outbox, "one");
    outbox.flush(send);
    expect(outbox.settle(done(id))?.state).toBe("done");
    outbox.rewind();
    outbox.flush(send);
    expect(sent).toEqual(["one"]);
    expect(texts(box())).toEqual([]);
  });

  it("shows a done command until its facts have arrived", () => {
    const outbox = box();
    outbox.settle(done(say(outbox, "one"), 7));
    outbox.shown(6);
    expect(texts(outbox)).toEqual(["one"]);
    outbox.shown(7);
    expect(texts(outbox)).toEqual([]);
  });

  it("keeps a refused command to be shown, and retries it under a new id", () => {
    const outbox = box();
    const id = say(outbox, "one");
    outbox.flush(send);
    expect(outbox.settle(refused(id, "invalid"))?.refused?.code).toBe("invalid");
    expect(texts(box())).toEqual([]);
    const renewed = outbox.retry(id);
    expect(renewed).not.toBe(id);
    expect(sent).toEqual(["one", "one"]);
    expect(outbox.entries.value).toHaveLength(1);
    outbox.dismiss(renewed as string);
    expect(outbox.entries.value).toEqual([]);
  });

  it.each(["unavailable", "too_many"] as const)("waits and tries again after %s", (code) => {
    const outbox = box();
    const id = say(outbox, "one");
    outbox.flush(send);
    expect(outbox.settle(refused(id, code))?.state).toBe("queued");
    say(outbox, "two");
    outbox.flush(send);
    expect(sent).toEqual(["one"]);
    vi.advanceTimersByTime(1_000);
    expect(sent).toEqual(["one", "one", "two"]);
  });

  it("pauses longer each time, up to half a minute", () => {
    const outbox = box();
    const id = say(outbox, "one");
    outbox.flush(send);
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      outbox.settle(refused(id, "unavailable"));
      const before = sent.length;
      vi.advanceTimersByTime(pause - 1);
      expect(sent).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sent).toHaveLength(before + 1);
    }
  });

  it("does not wait for what waiting cannot cure", () => {
    const outbox = box();
    const id = say(outbox, "one");
    expect(outbox.settle(refused(id, "too_many", "threads_too_many_open"))?.state).toBe("failed");
  });

  it("answers null to an answer that is not its own", () => {
    const outbox = box();
    say(outbox, "one");
    expect(outbox.settle(done("c_other"))).toBeNull();
    expect(outbox.settle({ ...refused("", "invalid"), id: null })).toBeNull();
  });

  it("leaves to another tab what that may still send, and to nobody what is its own", () => {
    const inTab = (tab: string) => new Outbox<VisitorCommand>({ storage: localStorage, prefix: PREFIX, tab });
    say(inTab("one"), "hi");
    expect(texts(inTab("two"))).toEqual([]);
    expect(texts(inTab("one"))).toEqual(["hi"]);
    vi.advanceTimersByTime(11_000);
    expect(texts(inTab("two"))).toEqual(["hi"]);
  });

  it("works without a storage, with a broken one, and with a full one", () => {
    const refuse = () => {
      throw new DOMException("denied", "SecurityError");
    };
    const fill = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const broken = new Proxy({}, { get: refuse, set: refuse, deleteProperty: refuse, ownKeys: refuse });
    const full = new Proxy({}, { set: fill });
    for (const storage of [null, broken, full]) {
      const outbox = box(storage);
      const id = say(outbox, "one");
      outbox.flush(send);
      outbox.settle(done(id));
      outbox.clear();
    }
    expect(sent).toEqual(["one", "one", "one"]);
  });

  it("ignores what others wrote under its keys", () => {
    for (const [index, junk] of [
      "",
      "{",
      "null",
      "[]",
      '{"at":1}',
      '{"at":"x","command":{"id":"a"}}',
    ].entries())
      localStorage.setItem(PREFIX + index, junk);
    localStorage.setItem("another", JSON.stringify({ at: 1, command: { id: "c_x" } }));
    expect(texts(box())).toEqual([]);
  });

  it("fails the five hundred and first unanswered command instead of growing", () => {
    const outbox = box();
    for (let count = 0; count < 500; count++) say(outbox, "x");
    const id = say(outbox, "one too many");
    expect(outbox.entries.value.at(-1)).toMatchObject({
      id,
      state: "failed",
      refused: { reason: "outbox_full" },
    });
    expect(localStorage.length).toBe(500);
  });

  it("forgets everything when the session is over", () => {
    const outbox = box();
    say(outbox, "one");
    outbox.clear();
    expect(localStorage.length).toBe(0);
    expect(texts(outbox)).toEqual([]);
  });
});
