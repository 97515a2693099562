import type { Conversation, Fact, Thread } from "@threadbox/client/protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import { episode, thread } from "../../../client/tests/sample";
import { talking } from "../arrivals";
import { cleanUp, SESSION, Server, settle } from "../support";

afterEach(cleanUp);

const by = { kind: "page", id: SESSION, name: null, avatar: null, origin: null } as const;
const common = { conversation: SESSION, at: 1000, by };

function topic(number: number, name: string, more: Partial<Thread> = {}): Thread {
  return thread(`thread_${number}`, [episode(number + 1)], { number, topic: name, ...more });
}

function started(seq: number, it: Thread): Fact {
  const mark = { seq, fingerprint: seq, at: 1000, by, thread: it.id, topic: it.topic };
  return { type: "thread_started", ...common, thread: it, mark: { kind: "started", ...mark } };
}

function ended(seq: number, it: Thread, current: string | null): Fact {
  const mark = { seq, fingerprint: seq, at: 1000, by, thread: it.id, topic: it.topic };
  return {
    ...{ type: "thread_ended", ...common, thread: { ...it, state: "ended" }, current },
    mark: { kind: "ended", ...mark, seconds: 60, messages: 0, outcome: null },
  } as Fact;
}

async function writing(more: Partial<Conversation> = {}, server = new Server()) {
  const page = await talking([["do", "chat:open"]], more, server);
  await settle();
  const all = (selector: string) => [...page.root().querySelectorAll<HTMLElement>(selector)];
  const text = (selector: string) => all(selector)[0]?.textContent?.trim() ?? null;
  const field = () => page.root().querySelector("textarea") as HTMLTextAreaElement;
  function write(words: string): void {
    field().value = words;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }
  const send = () => all(".send")[0] as HTMLButtonElement;
  async function press(name: string): Promise<void> {
    all("button")
      .find((each) => each.textContent === name)
      ?.click();
    await settle();
  }
  const target = () => text(".target .topic-line") ?? text(".target bdi");
  return { ...page, all, text, field, write, send, press, target };
}

describe("what is half written never moves to another line by itself", () => {
  const A = topic(1, "Server offline");
  const B = topic(2, "Delivery");

  test("when an operator starts a thread; the new one is offered, and taken only when asked", async () => {
    const { write, server, target, text, press, send, field } = await writing({
      threads: [A],
      current: A.id,
    });
    write("my server");
    await settle();
    server.happen(started(5, B));
    await vi.waitFor(() => expect(text(".note")).toBe("New topic: Delivery – Switch"));
    expect([target(), field().value]).toEqual(["Server offline", "my server"]);
    write("my server is down");
    await settle();
    send().click();
    await settle();
    expect(server.sent("send")).toEqual([{ type: "send", text: "my server is down", thread: A.id }]);
    expect([target(), text(".note")]).toEqual(["Delivery", null]);
    write("where is it?");
    await settle();
    server.happen(started(6, topic(3, "Invoice")));
    await vi.waitFor(() => expect(text(".note")).toBe("New topic: Invoice – Switch"));
    await press("Switch");
    expect([target(), field().value, text(".note")]).toEqual(["Invoice", "where is it?", null]);
    send().click();
    await settle();
    expect(server.sent("send").at(-1)).toMatchObject({ text: "where is it?", thread: "thread_3" });
  });

  test("when its thread ends: it is said, and goes to no other topic", async () => {
    const { write, server, target, text, send } = await writing({ threads: [A, B], current: B.id });
    write("about the delivery");
    await settle();
    server.happen(ended(7, B, A.id));
    await vi.waitFor(() => expect(text(".notes")).toContain("Delivery has ended."));
    expect(text(".notes")).toContain("New topic: Server offline – Switch");
    expect(target()).toBe("General");
    send().click();
    await settle();
    // The server puts it on the main line, and operators see which thread it follows.
    expect(server.sent("send")).toEqual([{ type: "send", text: "about the delivery", thread: B.id }]);
    expect(target()).toBe("Server offline");
  });

  test("when the page starts a thread, whatever answers first, and with nothing open before", async () => {
    const { write, server, target, text, send, crisp, field } = await writing();
    server.hold.add("start_thread");
    write("hello");
    await settle();
    crisp.push(["do", "message:thread:start", ["Now a topic"]]);
    await vi.waitFor(() => expect(text(".note")).toBe("New topic: Now a topic – Switch"));
    expect([target(), field().value]).toEqual(["General", "hello"]);
    send().click();
    await settle();
    expect(server.sent("send")).toEqual([{ type: "send", text: "hello", thread: "main" }]);
  });

  test("when another tab chooses a line", async () => {
    const { write, server, target, text } = await writing({ threads: [A, B], current: B.id });
    write("about the delivery");
    await settle();
    server.happen({ type: "thread_chosen", ...common, thread: A.id } as Fact);
    await vi.waitFor(() => expect(text(".note")).toBe("New topic: Server offline – Switch"));
    expect(target()).toBe("Delivery");
    server.happen({ type: "thread_chosen", ...common, thread: null } as Fact);
    await vi.waitFor(() => expect(text(".note")).toBe("New topic: General – Switch"));
    expect(target()).toBe("Delivery");
    write("");
    await settle();
    expect([target(), text(".note")]).toEqual(["General", null]);
  });

  test("while a start is on its way: what is written to it becomes the thread's", async () => {
    const server = new Server();
    server.hold.add("start_thread");
    const { write, target, crisp, field, send } = await writing({}, server);
    crisp.push(["do", "message:thread:start", ["First"]]);
    await settle();
    expect(target()).toBe("First");
    write("about the first");
    await settle();
    crisp.push(["do", "message:thread:start", ["Second"]]);
    await settle();
    expect([target(), field().value]).toEqual(["First", "about the first"]);
    field().setSelectionRange(5, 5);
    server.release("start_thread", (command) => `thread_of_${(command as { topic: string }).topic}`);
    server.happen(started(5, topic(5, "First", { id: "thread_of_First" })));
    server.happen(started(6, topic(6, "Second", { id: "thread_of_Second" })));
    await settle();
    expect([target(), field().value, field().selectionStart]).toEqual(["First", "about the first", 5]);
    send().click();
    await settle();
    expect(server.sent("send").at(-1)).toMatchObject({ text: "about the first", thread: "thread_of_First" });
  });

  test("but goes along with the line that the person chooses", async () => {
    const { write, server, target, text, field, all } = await writing({
      threads: [A, B],
      current: B.id,
    });
    write("wrong place");
    await settle();
    all(".topic-bar")[0]?.click();
    await vi.waitFor(() => expect(text(".sheet")).toContain("Server offline"));
    all(".topic-item")
      .find((each) => each.textContent?.includes("Server offline"))
      ?.click();
    await settle();
    expect(server.sent("select_thread")).toEqual([{ type: "select_thread", thread: A.id }]);
    expect([target(), field().value]).toEqual(["Server offline", "wrong place"]);
  });
});

describe("a draft", () => {
  test("is there on the next page, however quickly the person left this one", async () => {
    for (const leaves of ["pagehide", "visibilitychange"]) {
      const first = await writing({ threads: [topic(1, "Refund")], current: "thread_1" });
      first.write("h");
      first.write("half a thou");
      if (leaves === "pagehide") dispatchEvent(new Event(leaves));
      else document.dispatchEvent(new Event(leaves));
      first.leave();
      const second = await writing({ threads: [topic(1, "Refund")], current: "thread_1" });
      expect([second.field().value, second.crisp.get("message:text")]).toEqual([
        "half a thou",
        "half a thou",
      ]);
      cleanUp();
    }
  });

  test("keeps its first letter even if nothing is said of the page's end", async () => {
    const first = await writing();
    first.write("h");
    first.leave();
    const second = await writing();
    expect(second.field().value).toBe("h");
  });

  test("is taken up on the line where it was left, when another is current now", async () => {
    const threads = [topic(1, "Refund"), topic(2, "Delivery")];
    const first = await writing({ threads, current: "thread_1" });
    first.write("half a thou");
    dispatchEvent(new Event("pagehide"));
    first.leave();
    const second = await writing({ threads, current: "thread_2" });
    expect([second.target(), second.field().value]).toEqual(["Refund", "half a thou"]);
    await vi.waitFor(() => expect(second.text(".note")).toBe("New topic: Delivery – Switch"));
  });
});

describe("a text", () => {
  test("that is too long is kept whole, counted in characters, and not sent before it is shorter", async () => {
    const { write, field, send, server, text, crisp } = await writing();
    const long = "😀".repeat(10_002);
    write(long);
    await vi.waitFor(() => expect(text(".notes")).toContain("10,002 of 10,000 characters"));
    expect(text(".notes")).toContain("Too long for one message. Send as a text file");
    expect([field().value, field().maxLength, send().disabled]).toEqual([long, -1, true]);
    field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    await settle();
    expect(server.sent("send")).toEqual([]);
    write("😀".repeat(10_000));
    await settle();
    expect([send().disabled, text(".notes")]).toEqual([false, "10,000 of 10,000 characters"]);
    crisp.push(["set", "message:text", ["y".repeat(10_001)]]);
    await settle();
    expect([field().value.length, send().disabled]).toEqual([10_001, true]);
  });

  test("that is too long is never cut by a command of the page either", async () => {
    const { crisp, server, errors } = await writing();
    crisp.push(["do", "message:send", ["text", "😀".repeat(10_001)]]);
    crisp.push(["do", "message:send", ["text", "😀".repeat(10_000)]]);
    await settle();
    expect(errors).toEqual([expect.stringContaining("10001 characters, at most 10000 are allowed")]);
    expect(server.sent("send")).toEqual([{ type: "send", text: "😀".repeat(10_000) }]);
  });

  test("is normal before it is sent, from whatever it was copied", async () => {
    const { write, field, send, server, crisp } = await writing();
    field().value = "Slide title\u000bsecond \u001b[31mline";
    field().setSelectionRange(20, 20);
    field().dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    // Who pasted goes on writing where the paste ended.
    expect([field().value, field().selectionStart]).toEqual(["Slide title\nsecond [31mline", 19]);
    send().click();
    crisp.push(["do", "message:send", ["text", "page1\fpage2\u0000"]]);
    crisp.push(["set", "message:text", ["a\u0085b\u2028c"]]);
    await settle();
    expect(server.sent("send")).toMatchObject([
      { text: "Slide title\nsecond [31mline" },
      { text: "page1\npage2" },
    ]);
    expect(field().value).toBe("a\nb\nc");
    write("  indented\n");
    await settle();
    send().click();
    await settle();
    expect(server.sent("send").at(-1)).toMatchObject({ text: "  indented" });
  });

  test.each([" ", "\n\n", "\u200b", "\u3164\ufe0f", "\u0000\u001b", "\u2800"])(
    "of %j alone cannot be sent",
    async (nothing) => {
      const { write, send, server, field } = await writing();
      write(nothing);
      await settle();
      expect(send().disabled).toBe(true);
      field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
      await settle();
      expect(server.sent("send")).toEqual([]);
    },
  );
});

describe("what the page shows", () => {
  const said = (all: (selector: string) => HTMLElement[]) =>
    all(".bubble, .mark-topic bdi").map((each) => each.textContent?.trim());

  test("stands behind what was sent before it, on its way and afterwards", async () => {
    const server = new Server();
    server.hold.add("send");
    const { crisp, all } = await writing({ items: [], last_seq: 0 }, server);
    for (const word of ["one", "two"]) {
      crisp.push(["do", "message:send", ["text", `sent ${word}`]]);
      crisp.push(["do", "message:show", ["text", `shown ${word}`]]);
    }
    const expected = ["sent one", "shown one", "sent two", "shown two"];
    await vi.waitFor(() => expect(said(all)).toEqual(expected));
    let seq = 0;
    for (const { id, text } of server.commands as { id: string; text: string }[]) {
      if (!text) continue;
      seq += 1;
      server.answer(id, { seq });
      await settle();
      expect(said(all)).toEqual(expected);
      const message = { kind: "message", seq, fingerprint: seq, at: seq, by: { ...by, kind: "visitor" } };
      server.happen({
        ...{ type: "message_sent", ...common },
        message: { ...message, thread: null, content: { type: "text", text }, client_id: id, follows: null },
      } as Fact);
      await settle();
      expect(said(all)).toEqual(expected);
    }
    crisp.push(["do", "message:show", ["text", "shown last"]]);
    await vi.waitFor(() => expect(said(all)).toEqual([...expected, "shown last"]));
  });

  test("stands behind a click on Send in the same turn, and a question there takes its answer", async () => {
    const server = new Server();
    server.hold.add("send");
    const { crisp, all, write, send } = await writing({ items: [], last_seq: 0 }, server);
    write("by hand");
    await settle();
    send().click();
    const choices = [{ value: "y", label: "Yes", selected: false }];
    crisp.push(["do", "message:show", ["picker", { id: "p", text: "Help?", choices }]]);
    await vi.waitFor(() => expect(all(".choice")).toHaveLength(1));
    expect(all(".bubble").map((each) => each.textContent?.slice(0, 7))).toEqual(["by hand", "Help?Ye"]);
    all(".choice")[0]?.click();
    await settle();
    expect(all(".choice")[0]?.getAttribute("aria-pressed")).toBe("true");
    expect(server.sent("answer")).toEqual([]);
  });
});
