import type { Author, Conversation, Fact, Item, Thread } from "@threadbox/client/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { EXAMPLE_THREAD } from "../../../client/tests/example";
import { cleanUp, SESSION, Server, settle, visit } from "../support";

afterEach(cleanUp);

const visitor: Author = { kind: "visitor", id: SESSION, name: null, avatar: null, origin: null };
const page: Author = { ...visitor, kind: "page", origin: "/support" };
const olga: Author = { kind: "operator", id: "op-1", name: "Olga", avatar: null, origin: null };
const NOON = new Date(2026, 10, 22, 12).getTime();

function message(seq: number, by: Author, text: string, thread: string | null): Item {
  const common = { seq, fingerprint: seq, at: NOON + seq * 1000, by, thread };
  return { ...common, kind: "message", content: { type: "text", text }, client_id: null, follows: null };
}

function mark(seq: number, kind: "started", thread: string, topic: string): Item {
  return { kind, seq, fingerprint: seq, at: NOON + seq * 1000, by: page, thread, topic };
}

function thread(number: number, topic: string, start: number, end: number | null = null): Thread {
  const episode = {
    seq: start,
    at: NOON,
    by: page,
    number: 1,
    messages: 1,
    first_reply_at: null,
    last_reply_at: null,
    ended_seq: end,
    ended_at: end && NOON + 60_000,
    ended_by: end ? page : null,
    outcome: null,
  };
  return {
    ...EXAMPLE_THREAD,
    id: `thread_${number}`,
    number,
    topic,
    state: end ? "ended" : "open",
    episodes: [episode],
    external_id: null,
    verified: false,
    data: {},
    messages: 1,
    unread: { visitor: 0, operator: 0 },
    last_seq: start + 1,
    brief: false,
  };
}

function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: SESSION,
    position: 10,
    created_at: NOON,
    active_at: NOON,
    opened: true,
    state: "unresolved",
    profile: { nickname: null, email: null, phone: null, avatar: null, company: null, verified: false },
    data: {},
    segments: [],
    events: [],
    threads: [thread(1, "Refund", 2)],
    current: "thread_1",
    unread: { visitor: 0, operator: 0 },
    main_unread: { visitor: 0, operator: 0 },
    read: { visitor: 4, operator: 3 },
    delivered: { visitor: 4, operator: 3 },
    merged_into: null,
    preview: null,
    last_seq: 4,
    items: [
      message(1, visitor, "hello", null),
      mark(2, "started", "thread_1", "Refund"),
      message(3, visitor, "the blue one", "thread_1"),
      message(4, olga, "on its **way**", "thread_1"),
    ],
    has_older: false,
    open_threads: 0,
    ...more,
  };
}

/** Four messages, the last one `seq`, with so much between them that they are drawn one after the other. */
function upTo(seq: number): Item[] {
  return [60, 40, 20, 0].map((before) => message(seq - before, olga, `message ${seq - before}`, null));
}

async function openPanel(more: Partial<Conversation> = {}, server = new Server()) {
  server.boot = { opened: true, ongoing: true };
  server.conversation = conversation(more);
  const it = await visit([["do", "chat:open"]], server);
  const all = (selector: string) => [...it.root().querySelectorAll<HTMLElement>(selector)];
  const button = (name: string) =>
    all("button").find((each) => (each.getAttribute("aria-label") ?? each.textContent ?? "").includes(name));
  const field = () => it.root().querySelector("textarea") as HTMLTextAreaElement;
  const write = (text: string) => {
    field().value = text;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  };
  const press = (key: string, more: KeyboardEventInit = {}) =>
    field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  const texts = (selector: string) => all(selector).map((each) => each.textContent?.trim());
  return { ...it, all, button, field, write, press, texts };
}

test("things have the names people and tests find them by", async () => {
  const { all, button, field, launcher } = await openPanel();
  expect(all("[role=dialog]").map((each) => each.getAttribute("aria-label"))).toEqual(["Chat with Acme"]);
  expect(field().getAttribute("aria-label")).toBe("Write a message");
  expect(button("Close chat")).toBeDefined();
  expect(all("button.send").map((each) => each.getAttribute("aria-label"))).toEqual(["Send"]);
  expect(launcher().ariaLabel).toMatch(/^Chat with us/);
  expect(launcher().getAttribute("aria-controls")).toBe(all("[role=dialog]")[0]?.id);
});

test("a start and an end are text with the topic and the word", async () => {
  const ended: Item = {
    ...{ kind: "ended", seq: 5, fingerprint: 5, at: NOON + 60_000, by: page, thread: "thread_1" },
    ...{ topic: "Refund", seconds: 60, messages: 2, outcome: "Sent again" },
  } as Item;
  const { texts } = await openPanel({
    items: [...conversation().items, ended],
    threads: [thread(1, "Refund", 2, 5)],
    current: null,
  });
  expect(texts("h3")).toEqual(["Thread Refund started"]);
  expect(texts(".end .mark-topic").join()).toMatch(
    /Thread Refund ended *Ended · 12:01\sPM · 1 min · 2 messages/,
  );
  expect(texts(".outcome")).toEqual(["Sent again"]);
});

test("a name and a time keep to themselves, whatever is written around them", async () => {
  const { texts } = await openPanel();
  expect(texts(".start .meta bdi")).toEqual(["Acme", expect.stringMatching(/^\d\d?:\d\d/)]);
});

test("without threads it looks like any chat", async () => {
  const { all } = await openPanel({
    threads: [],
    current: null,
    items: [message(1, visitor, "hello", null)],
  });
  expect([...all(".topic-bar"), ...all(".target"), ...all(".rail"), ...all(".chip")]).toEqual([]);
});

test("the composer says where the message goes, and sends it there by name", async () => {
  const { texts, write, press, server } = await openPanel();
  expect(texts(".target").join()).toContain("Refund");
  write("thank you");
  press("Enter");
  await settle();
  expect(server.sent("send")).toEqual([{ type: "send", text: "thank you", thread: "thread_1" }]);
});

test("Enter sends, but not while an input method composes, and not with Shift", async () => {
  const { write, press, server } = await openPanel();
  write("にほん");
  press("Enter", { isComposing: true });
  press("Enter", { shiftKey: true });
  await settle();
  expect(server.sent("send")).toEqual([]);
});

test("another topic, or none, is chosen from the sheet", async () => {
  const { button, server, texts, all, write, press } = await openPanel({
    threads: [thread(1, "Refund", 2), thread(2, "Address", 5), thread(3, "Old", 6, 7)],
  });
  button("2 topics")?.click();
  await settle();
  expect(texts(".topic-item .topic-line")).toEqual(["Address", "Refund", "General", "Old"]);
  expect(all(".panel-body")[0]?.inert).toBe(true);
  button("General")?.click();
  await settle();
  expect(server.sent("select_thread")).toEqual([{ type: "select_thread", main: true }]);
  expect(all(".sheet")).toEqual([]);
  server.conversation = null;
  write("something else");
  press("Enter");
  await settle();
  expect(server.sent("send").at(-1)).toMatchObject({ text: "something else" });
});

test("the sheet keeps the focus on the line that is written to, while threads come and go", async () => {
  const { all, button, root, server } = await openPanel({ threads: [], current: null, items: [] });
  const focused = () => root().activeElement?.textContent ?? "";
  const started = (number: number, topic: string): Fact => ({
    ...{ type: "thread_started", conversation: SESSION, at: NOON, by: page },
    thread: thread(number, topic, number),
    mark: mark(number, "started", `thread_${number}`, topic) as Extract<Item, { kind: "started" }>,
  });
  server.happen(started(1, "Delivery"));
  await settle();
  button("Delivery, change")?.click();
  await settle();
  expect(focused()).toMatch(/^Delivery/);
  all(".topic-item")[1]?.focus();
  server.happen(started(2, "Refund"));
  await settle();
  expect(focused()).toMatch(/^Refund/);
  all(".topic-item")[1]?.focus();
  server.happen({ type: "chat_opened", conversation: SESSION, at: NOON, by: page });
  await settle();
  expect(focused()).toMatch(/^Delivery/);
});

test("who reads back after writing is not thrown to the end when older messages come", async () => {
  const { server, write, press, all } = await openPanel({
    has_older: true,
    last_seq: 204,
    items: upTo(204),
  });
  // Where nothing is laid out, everything has no height.
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(5_000);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(500);
  const box = all(".timeline")[0] as HTMLElement;
  write("thank you");
  press("Enter");
  await settle();
  expect(box.scrollTop).toBeGreaterThan(4_000);
  box.scrollTop = 100;
  box.dispatchEvent(new Event("scroll"));
  await settle();
  const asked = server.frames.find((frame) => frame.type === "history");
  const older = { items: upTo(100), threads: [], has_older: true, has_newer: false };
  for (const socket of server.sockets)
    socket.receive({ type: "history", conversation: SESSION, position: 11, id: asked?.id ?? "", ...older });
  await vi.waitFor(() => expect(all(".bubble")).toHaveLength(8));
  await settle();
  expect(box.scrollTop).toBe(100);
});

test("a message that was refused says why, and can be sent again or deleted", async () => {
  const server = new Server();
  server.refuse = { send: "message_too_long" };
  const { write, press, button, texts, all } = await openPanel({}, server);
  write("too much");
  press("Enter");
  await settle();
  // Said aloud as well: nobody waits for an answer to what was not sent.
  expect(texts("[role=alert]").join()).toMatch(/Not sent · No\. Retry · Delete/);
  server.refuse = {};
  button("Retry")?.click();
  await settle();
  expect(all(".failed")).toEqual([]);
  expect(server.sent("send")).toHaveLength(2);
});

test("a start that fails is told in its row, here only", async () => {
  const server = new Server();
  server.refuse = { start_thread: "threads_too_many_open" };
  const { crisp, texts, button, all } = await openPanel({}, server);
  crisp.push(["do", "message:thread:start", ["One too many"]]);
  await settle();
  expect(texts(".failed").join()).toContain("Not started · Try again");
  button("Delete")?.click();
  await settle();
  expect(all(".failed")).toEqual([]);
});

test("the last own message alone carries a receipt", async () => {
  expect((await openPanel()).texts(".receipt").join()).toMatch(/^Read/);
  cleanUp();
  const unread = { visitor: 4, operator: 0 };
  const receipt = async (delivered: number) =>
    (await openPanel({ read: unread, delivered: { visitor: 4, operator: delivered } }))
      .texts(".receipt")
      .join();
  expect(await receipt(3)).toMatch(/^Delivered/);
  cleanUp();
  expect(await receipt(0)).toMatch(/^Sent/);
});

test("what was unread has a divider, and is read once it is seen", async () => {
  const { texts, server } = await openPanel({
    unread: { visitor: 1, operator: 0 },
    read: { visitor: 3, operator: 3 },
  });
  expect(texts(".row-unread")).toEqual(["1 new message"]);
  expect(server.sent("read")).toEqual([{ type: "read", seq: 4 }]);
});

test("Esc closes and gives the focus back to the launcher", async () => {
  const { field, press, crisp, root } = await openPanel();
  field().focus();
  press("Escape");
  await settle();
  expect(crisp.is("chat:closed")).toBe(true);
  expect(root().activeElement?.className).toBe("launcher");
});

test("keys pressed in the chat do not reach the page", async () => {
  const heard: string[] = [];
  const listen = (event: Event) => heard.push(event.type);
  document.addEventListener("keydown", listen);
  const { press } = await openPanel();
  press("j", { composed: true });
  document.removeEventListener("keydown", listen);
  expect(heard).toEqual([]);
});

test("typing is told at most once in three seconds", async () => {
  const { write, server } = await openPanel();
  for (const text of ["a", "ab", "", "b", "bc"]) write(text);
  await settle();
  const told = server.frames.filter((frame) => frame.type === "typing" && frame.typing);
  expect(told).toEqual([{ type: "typing", typing: true, thread: "thread_1" }]);
});

test("a new message of an operator is announced once, the history is not", async () => {
  const { root, server } = await openPanel();
  const region = () => root().querySelector("[aria-live=polite]")?.textContent;
  expect(region()).toBe("");
  const content = { type: "text", text: "it is **on** the way" } as const;
  const told = { seq: 5, fingerprint: 5, at: NOON, by: olga, thread: null, content, client_id: null };
  server.happen({
    ...{ type: "message_sent", conversation: SESSION, at: NOON, by: olga },
    message: { ...told, kind: "message", follows: null },
  });
  await new Promise((resolve) => setTimeout(resolve, 450));
  expect(region()).toBe("Olga: it is on the way");
});

test("a shown message is here only: nothing is sent", async () => {
  const { crisp, texts, server } = await openPanel();
  crisp.push(["do", "message:show", ["text", "Need help?"]]);
  await settle();
  expect(texts(".bubble").at(-1)).toBe("Need help?");
  expect(server.sent("send")).toEqual([]);
});

test("text is text: markup in a message, a topic or a name stays what was typed", async () => {
  const evil = '<img src=x onerror="alert(1)">';
  const { root, texts } = await openPanel({
    threads: [thread(1, evil, 2)],
    items: [mark(2, "started", "thread_1", evil), message(3, { ...olga, name: evil }, evil, "thread_1")],
  });
  expect(root().querySelector("img")).toBeNull();
  expect(texts(".bubble")).toEqual([evil]);
});
