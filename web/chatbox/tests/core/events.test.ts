import { afterEach, expect, test, vi } from "vitest";
import { cleanUp, SESSION, Server, settle, visit } from "../support";

afterEach(cleanUp);

test("one listener per event: the second replaces the first, off takes it away", async () => {
  const [first, second] = [vi.fn(), vi.fn()];
  const { crisp } = await visit([
    ["on", "chat:opened", first],
    ["off", "chat:closed"],
    ["on", "chat:opened", second],
  ]);
  crisp.do("chat:open");
  await settle();
  crisp.off("chat:opened");
  crisp.do("chat:close");
  crisp.do("chat:open");
  await settle();
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledTimes(1);
});

test("a listener that throws is shown and stops nothing", async () => {
  const { crisp, errors } = await visit([
    [
      "on",
      "chat:opened",
      () => {
        throw new Error("the page's own fault");
      },
    ],
  ]);
  expect(() => crisp.push(["do", "chat:open"])).not.toThrow();
  await settle();
  expect(errors.join()).toContain("the page's own fault");
  expect(crisp.is("chat:opened")).toBe(true);
});

test("a listener runs after the command that caused it has returned", async () => {
  const order: string[] = [];
  const { crisp } = await visit([["on", "chat:opened", () => order.push("listener")]]);
  crisp.do("chat:open");
  order.push("command returned");
  await settle();
  expect(order).toEqual(["command returned", "listener"]);
});

test("chat:initiated is told at the first opening in the session only", async () => {
  const initiated = vi.fn();
  const { crisp } = await visit([["on", "chat:initiated", initiated]]);
  crisp.do("chat:open");
  crisp.do("chat:close");
  crisp.do("chat:toggle");
  await settle();
  expect(initiated).toHaveBeenCalledTimes(1);
  expect(crisp.is("chat:opened")).toBe(true);
});

test("session:loaded is told to whoever asks, also late", async () => {
  const [early, late] = [vi.fn(), vi.fn()];
  const { crisp } = await visit([["on", "session:loaded", early]]);
  expect(early.mock.calls).toEqual([[SESSION]]);
  crisp.push(["on", "session:loaded", late]);
  await settle();
  expect(late.mock.calls).toEqual([[SESSION]]);
});

test("messages are told in Crisp's shape: received ones, and own ones of this tab", async () => {
  const [sent, received] = [vi.fn(), vi.fn()];
  const { crisp, server } = await visit([
    ["do", "chat:open"],
    ["on", "message:sent", sent],
    ["on", "message:received", received],
  ]);
  crisp.push(["do", "message:send", ["text", "mine"]]);
  await settle();
  const client_id = server.commands.at(-1)?.id ?? "";
  const visitor = { kind: "visitor", id: SESSION, name: null, avatar: null, origin: null } as const;
  const operator = { kind: "operator", id: "op-1", name: "Olga", avatar: null, origin: null } as const;
  const message = { kind: "message", thread: null, follows: null, at: 5000 } as const;
  const text = (words: string) => ({ type: "text", text: words }) as const;
  const common = { conversation: SESSION, at: 5000 };
  server.happen(
    { type: "conversation_created", ...common, by: visitor },
    {
      type: "message_sent",
      ...common,
      by: visitor,
      message: { ...message, seq: 1, fingerprint: 11, by: visitor, content: text("mine"), client_id },
    },
    {
      type: "message_sent",
      ...common,
      by: visitor,
      message: {
        ...message,
        seq: 2,
        fingerprint: 12,
        by: visitor,
        content: text("other tab"),
        client_id: "x",
      },
    },
    {
      type: "message_sent",
      ...common,
      by: operator,
      message: { ...message, seq: 3, fingerprint: 13, by: operator, content: text("hello"), client_id: null },
    },
  );
  await settle();
  expect(sent.mock.calls.map(([it]) => it.content)).toEqual(["mine"]);
  expect(received.mock.calls).toEqual([
    [
      {
        content: "hello",
        fingerprint: 13,
        from: "operator",
        inbox_id: null,
        is_me: false,
        origin: "chat",
        properties: {},
        read: false,
        timestamp: 5000,
        type: "text",
        user: { nickname: "Olga", user_id: "op-1" },
      },
    ],
  ]);
  expect(crisp.is("session:ongoing")).toBe(true);
});

test("closed, it counts what is unread on the launcher", async () => {
  const server = new Server();
  server.boot = { unread: 3, ongoing: true };
  const { crisp, launcher } = await visit([], server);
  expect(launcher().ariaLabel).toMatch(/^Chat/);
  expect(crisp.get("chat:unread:count")).toBeTypeOf("number");
  expect(launcher().ariaExpanded).toBe("false");
});

test("chat:hide takes the launcher away, chat:show brings it back", async () => {
  const { crisp } = await visit([["do", "chat:hide"]]);
  const host = document.querySelector("threadbox-chat");
  expect(host?.hasAttribute("hidden")).toBe(true);
  expect([crisp.is("chat:visible"), crisp.is("chat:hidden")]).toEqual([false, true]);
  crisp.do("chat:show");
  expect(host?.hasAttribute("hidden")).toBe(false);
});
