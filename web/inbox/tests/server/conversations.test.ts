import { describe, expect, it, vi } from "vitest";
import { belongs, Conversations, counted } from "../../src/server/conversations";
import { conversation, MIRA, message, OLGA, sent, thread } from "../samples";

describe("rows of conversations", () => {
  it("change one by one: a line draws the row it is about", () => {
    const rows = new Conversations(() => {});
    rows.take(conversation({ id: "session_1" }));
    rows.take(conversation({ id: "session_2" }));
    const other = vi.fn();
    rows.row("session_2")?.subscribe(other);
    other.mockClear();
    rows.apply(sent(5, message(2, MIRA)));
    expect(rows.row("session_1")?.value.unread.operator).toBe(1);
    expect(other).not.toHaveBeenCalled();
  });

  it("hold no items and only open threads, however they came", () => {
    const rows = new Conversations(() => {});
    const threads = [thread("t_1"), thread("t_2", { state: "ended" })];
    rows.take(conversation({ threads, items: [message(1, MIRA)] }));
    rows.apply(sent(5, message(2, OLGA)));
    const row = rows.row("session_1")?.value;
    expect(row?.items).toEqual([]);
    expect(row?.threads.map(({ id }) => id)).toEqual(["t_1"]);
  });

  it("skip lines they have seen, and older answers", () => {
    const rows = new Conversations(() => {});
    rows.take(conversation({ position: 10 }));
    rows.apply(sent(10, message(2, MIRA)));
    rows.take(conversation({ position: 9, state: "resolved" }));
    expect(rows.row("session_1")?.value).toMatchObject({ state: "unresolved", unread: { operator: 0 } });
  });

  it("say when a conversation is not known", () => {
    expect(new Conversations(() => {}).apply(sent(5, message(2, MIRA)))).toBe(false);
  });
});

describe("counts", () => {
  const NONE = { open: 3, resolved: 1, unread: 1 };

  it("follow what changes in one conversation", () => {
    const open = conversation();
    const resolved = conversation({ state: "resolved" });
    const unread = conversation({ unread: { visitor: 0, operator: 2 } });
    expect(counted(NONE, open, resolved)).toEqual({ open: 2, resolved: 2, unread: 1 });
    expect(counted(NONE, open, unread)).toEqual({ open: 3, resolved: 1, unread: 2 });
    expect(counted(NONE, undefined, unread)).toEqual({ open: 4, resolved: 1, unread: 2 });
  });

  it("leave out a conversation in which nothing has happened yet", () => {
    const empty = conversation({ last_seq: 0 });
    expect(belongs(empty, "all")).toBe(false);
    expect(counted(NONE, undefined, empty)).toEqual(NONE);
  });
});
