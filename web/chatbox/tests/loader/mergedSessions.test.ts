/** A session that ends while something is on its way, because it went on in another one. */

import { afterEach, expect, test, vi } from "vitest";

vi.hoisted(() => {
  // Before the chat keeps them for itself; time passes, and can be helped along.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
});
const { cleanUp, SESSION, Server, settle, visit } = await import("../support");

afterEach(cleanUp);

test("what a session did not take that went on in another one is said there", async () => {
  const server = new Server();
  server.refuse = { send: "conversation_merged" };
  const { crisp } = await visit(
    [
      ["do", "chat:open"],
      ["do", "message:send", ["text", "not lost"]],
    ],
    server,
  );
  crisp.push(["set", "message:text", ["half written"]]);
  await settle();
  expect(server.sent("send")).toHaveLength(1);
  server.newSession();
  server.refuse = {};
  for (const socket of [...server.sockets]) socket.lose(4401);
  await vi.advanceTimersByTimeAsync(4_000);
  await settle();
  expect(crisp.get("session:identifier")).toBe(`${SESSION}-1`);
  expect(server.sent("send").slice(1)).toEqual([{ type: "send", text: "not lost" }]);
  expect(crisp.get("message:text")).toBe("half written");
});
