import { afterEach, expect, test } from "vitest";
import { WAITING_MOST } from "../../src/core/conversation/waitingCommands";
import { cleanUp, Server, settle, visit } from "../support";

afterEach(cleanUp);

const start = (topic: unknown) => ["do", "message:thread:start", [topic]];
const started = (topic: string) => ({ type: "start_thread", topic });

test("a start waits for the first opening, with one warning that says why", async () => {
  const { crisp, server, warnings } = await visit([start("One"), start("Two")]);
  expect(server.sent()).toEqual([]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/opened once.*chat:open/);
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent()).toEqual([{ type: "open" }, started("One"), started("Two")]);
});

test("after `chat:open` a start is immediate", async () => {
  const { server, warnings } = await visit([["do", "chat:open"], start("Now")]);
  expect(server.sent()).toEqual([{ type: "open" }, started("Now")]);
  expect(warnings).toEqual([]);
});

test("in a session that was opened before, a start is immediate without opening", async () => {
  const server = new Server();
  server.boot = { opened: true };
  const { crisp } = await visit([start("Now")], server);
  expect(server.sent()).toEqual([started("Now")]);
  expect(crisp.is("chat:opened")).toBe(false);
});

test("what waits survives a navigation and takes effect once", async () => {
  const server = new Server();
  const first = await visit([start("Kept")], server);
  first.leave();
  const second = await visit([], server);
  expect(server.sent()).toEqual([]);
  second.launcher().click();
  await settle();
  expect(server.sent()).toEqual([{ type: "open" }, started("Kept")]);
  second.leave();
  server.boot = { opened: true };
  await visit([], server);
  expect(server.sent("start_thread")).toHaveLength(1);
});

test("what waits takes effect when the chatbox was opened elsewhere meanwhile", async () => {
  const server = new Server();
  (await visit([start("Kept")], server)).leave();
  server.boot = { opened: true };
  await visit([], server);
  expect(server.sent("start_thread")).toEqual([started("Kept")]);
});

const end = (...topic: unknown[]) => ["do", "message:thread:end", topic];
const send = (text: string) => ["do", "message:send", ["text", text]];
const sent = (text: string) => ({ type: "send", text });

test("a later command of the same effect replaces the earlier", async () => {
  const { crisp, server } = await visit([
    start("A"),
    end("A"),
    start("B"),
    start(" A "),
    end("A"),
    end(),
    end(),
  ]);
  crisp.push(["do", "chat:open"]);
  await settle();
  const ended = { type: "end_thread", topic: "A" };
  expect(server.sent().slice(1)).toEqual([started("B"), started("A"), ended, { type: "end_thread" }]);
});

test("an end of the current thread keeps the start that it ends", async () => {
  const { crisp, server } = await visit([start("A"), end(), start("B"), end(), start("A")]);
  crisp.push(["do", "chat:open"]);
  await settle();
  const ended = { type: "end_thread" };
  expect(server.sent().slice(1)).toEqual([started("A"), ended, started("B"), ended, started("A")]);
});

test("a message keeps the start that it was written behind, also when the page starts it again", async () => {
  const { crisp, server } = await visit([start("A"), send("for A")]);
  crisp.push(start("B"), send("for B"), start("A"), start("A"));
  crisp.push(["do", "chat:open"]);
  await settle();
  const all = [started("A"), sent("for A"), started("B"), sent("for B"), started("A")];
  expect(server.sent().slice(1)).toEqual(all);
});

test("a start with an external id is the same effect whatever its topic", async () => {
  const { crisp, server } = await visit([
    start({ topic: "Old words", external_id: "7" }),
    start({ topic: "New words", external_id: 7 }),
  ]);
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent().slice(1)).toEqual([{ ...started("New words"), external_id: "7" }]);
});

test("at most twenty commands wait; the newest stay", async () => {
  const topics = Array.from({ length: WAITING_MOST + 3 }, (_, index) => `Topic ${index}`);
  const { crisp, server } = await visit(topics.map(start));
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent("start_thread")).toEqual(topics.slice(3).map(started));
});

test("a message behind a waiting start keeps its place; with nothing waiting it goes at once", async () => {
  const { crisp, server } = await visit([["do", "message:send", ["text", "first"]]]);
  expect(server.sent()).toEqual([{ type: "send", text: "first" }]);
  crisp.push(start("T"));
  crisp.push(["do", "message:send", ["text", "in the thread"]]);
  await settle();
  expect(server.sent()).toHaveLength(1);
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent().slice(1)).toEqual([
    { type: "open" },
    started("T"),
    { type: "send", text: "in the thread" },
  ]);
});

test("with thread:strict the command is dropped, with the warning", async () => {
  const { crisp, server, warnings } = await visit([["config", "thread:strict", [true]], start("Gone")]);
  expect(warnings.join()).toMatch(/dropped.*not opened/);
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent()).toEqual([{ type: "open" }]);
  crisp.push(start("Here"));
  await settle();
  expect(server.sent("start_thread")).toEqual([started("Here")]);
});

test("strictness counts from where it stands in the queue", async () => {
  const { crisp, server } = await visit([
    start("Before"),
    ["config", "thread:strict", [true]],
    start("After"),
  ]);
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent("start_thread")).toEqual([started("Before")]);
});

test("what waits belongs to its session: a reset forgets it", async () => {
  const { crisp, server } = await visit([start("Old")]);
  server.newSession();
  crisp.push(["do", "session:reset"]);
  await settle();
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(server.sent()).toEqual([{ type: "open" }]);
});
