import type { Thread } from "@threadbox/client/protocol";
import { afterEach, expect, test } from "vitest";
import { EXAMPLE_THREAD } from "../../../client/tests/example";
import { cleanUp, SESSION, Server, settle, visit } from "../support";

afterEach(cleanUp);

async function active() {
  const server = new Server();
  server.boot = { opened: true };
  return visit([], server);
}

const by = { kind: "page", id: SESSION, name: null, avatar: null, origin: null } as const;

function thread(more: Partial<Thread> = {}): Thread {
  return {
    ...EXAMPLE_THREAD,
    id: "thread_1",
    number: 1,
    topic: "Refund",
    state: "open",
    episodes: [],
    external_id: "551",
    verified: false,
    data: {},
    messages: 0,
    unread: { visitor: 0, operator: 0 },
    last_seq: 1,
    brief: false,
    ...more,
  };
}

const common = { conversation: SESSION, at: 1000, by };

test("the three lines of the article, as printed", async () => {
  const { crisp, server } = await active();
  crisp.push(["do", "message:thread:start", ["Thread topic..."]]);
  crisp.push(["do", "message:thread:end"]);
  crisp.push(["do", "message:thread:end", ["Thread topic..."]]);
  await settle();
  expect(server.sent()).toEqual([
    { type: "start_thread", topic: "Thread topic..." },
    { type: "end_thread" },
    { type: "end_thread", topic: "Thread topic..." },
  ]);
});

test.each([
  ["absent", undefined],
  ["[]", []],
  ["[undefined]", [undefined]],
  ["[null]", [null]],
  ["an empty object", [{}]],
  ["an object of nothing", [{ topic: undefined, external_id: null }]],
])("an end without a topic (%s) ends the current thread", async (_, third) => {
  const { crisp, server, warnings } = await active();
  crisp.push(["do", "message:thread:end", third]);
  await settle();
  expect(server.sent()).toEqual([{ type: "end_thread" }]);
  expect(warnings).toEqual([]);
});

test.each([
  "",
  [""],
  ["   "],
  ["\t\n"],
  ["\u200b"],
  ["\u3164"],
  [[""]],
  [{ topic: "" }],
  [{ topic: "   " }],
  [{ external_id: "" }],
  [{ external_id: " ", topic: "Refund" }],
  [{ id: "" }],
])("an end with a blank name (%j) is a warning, and nothing is sent", async (third) => {
  const { crisp, server, warnings, errors } = await active();
  crisp.push(["do", "message:thread:end", third]);
  await settle();
  expect(server.sent()).toEqual([]);
  expect(warnings.join()).toMatch(/is empty; nothing changes/);
  expect(errors).toEqual([]);
});

test("the object form carries external id, data and signature", async () => {
  const { crisp, server, warnings } = await active();
  const data = { server: "node 4", slots: 2, pro: true, broken: { no: 1 }, absent: undefined };
  crisp.push([
    "do",
    "message:thread:start",
    [{ topic: " Offline ", external_id: 1929383, data, signature: "ab12" }],
  ]);
  await settle();
  expect(server.sent()).toEqual([
    {
      type: "start_thread",
      topic: "Offline",
      external_id: "1929383",
      data: { server: "node 4", slots: 2, pro: true },
      signature: "ab12",
    },
  ]);
  expect(warnings.join()).toContain('"broken"');
});

test.each([
  [[{ id: "thread_9" }], { thread: "thread_9" }],
  [[{ external_id: "551" }], { external_id: "551" }],
  [[{ topic: "Refund" }], { topic: "Refund" }],
  [["Refund"], { topic: "Refund" }],
  ["Refund", { topic: "Refund" }],
])("a thread is named by id, external id or topic: %j", async (third, named) => {
  const { crisp, server } = await active();
  crisp.push(["do", "message:thread:end", third]);
  crisp.push(["do", "message:thread:select", third]);
  await settle();
  expect(server.sent()).toEqual([
    { type: "end_thread", ...named },
    { type: "select_thread", ...named },
  ]);
});

test("selecting [null] is the main line, selecting nothing is an error", async () => {
  const { crisp, server, errors } = await active();
  crisp.push(["do", "message:thread:select", [null]]);
  crisp.push(["do", "message:thread:select"]);
  await settle();
  expect(server.sent()).toEqual([{ type: "select_thread", main: true }]);
  expect(errors).toHaveLength(1);
});

test.each([
  [undefined, "missing"],
  [[], "missing"],
  [[null], "missing"],
  [[""], "empty"],
  [["  \t "], "empty"],
  [["\u200b"], "empty"],
  [[42], "not a string"],
  [[{ topic: {} }], "not a string"],
  [["x".repeat(256)], "256 characters"],
  [["bell \u0007"], "control characters"],
  [["lone \ud800"], "control characters"],
])(
  "a start with the topic %j is an error that names the reason, and nothing is sent",
  async (third, reason) => {
    const { crisp, server, errors } = await active();
    crisp.push(["do", "message:thread:start", third]);
    await settle();
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(reason);
    expect(server.sent()).toEqual([]);
  },
);

test.each([
  ["x".repeat(255), "x".repeat(255)],
  ["😀".repeat(255), "😀".repeat(255)],
  ["line\r\nbreak\tand tab", "line break and tab"],
  ["\u0085 <b>not HTML</b> \u00a0", "<b>not HTML</b>"],
  ["שלום", "שלום"],
])("the topic %j is kept, trimmed", async (given, topic) => {
  const { crisp, server, errors } = await active();
  crisp.push(["do", "message:thread:start", [given]]);
  await settle();
  expect(errors).toEqual([]);
  expect(server.sent()).toEqual([{ type: "start_thread", topic }]);
});

test("ending an unknown thread is a warning and nothing else", async () => {
  const { crisp, server, warnings, errors } = await active();
  server.refuse = { end_thread: "thread_not_found" };
  crisp.push(["do", "message:thread:end", ["Nobody knows"]]);
  await settle();
  expect(warnings.join()).toMatch(/no open thread "Nobody knows"/);
  expect(errors).toEqual([]);
});

test("started, unread and ended are told with the thread after it is stored", async () => {
  const told: unknown[] = [];
  const { server } = await visit([
    ["do", "chat:open"],
    ["on", "message:thread:started", (it: unknown) => told.push(["started", it])],
    ["on", "message:thread:ended", (it: unknown) => told.push(["ended", it])],
    ["on", "message:thread:unread", (it: unknown) => told.push(["unread", it])],
    ["on", "message:sent", (it: unknown) => told.push(["sent", it])],
    ["on", "message:received", (it: unknown) => told.push(["received", it])],
  ]);
  const mark = { seq: 1, fingerprint: 1, at: 1000, by, thread: "thread_1", topic: "Refund" };
  const ended = thread({ state: "ended" });
  server.happen(
    { type: "conversation_created", ...common },
    { type: "thread_started", ...common, thread: thread(), mark: { kind: "started", ...mark } },
    {
      type: "thread_ended",
      ...common,
      thread: ended,
      current: null,
      mark: { kind: "ended", ...mark, seq: 2, seconds: 60, messages: 0, outcome: null },
    },
  );
  await settle();
  const answer = { id: "thread_1", number: 1, topic: "Refund", external_id: "551", unread: 0 };
  expect(told).toEqual([
    ["started", { ...answer, state: "open" }],
    ["ended", { ...answer, state: "ended" }],
  ]);
});

test("get and is know the threads", async () => {
  const { crisp, server } = await visit([["do", "chat:open"]]);
  expect(crisp.get("message:threads")).toEqual([]);
  expect(crisp.is("message:thread:ongoing")).toBe(false);
  const mark = { seq: 1, fingerprint: 1, at: 1000, by, thread: "thread_1", topic: "Refund" };
  server.happen(
    { type: "conversation_created", ...common },
    { type: "thread_started", ...common, thread: thread(), mark: { kind: "started", ...mark } },
  );
  await settle();
  expect(crisp.get("message:threads")).toEqual([
    { id: "thread_1", number: 1, topic: "Refund", external_id: "551", state: "open", unread: 0 },
  ]);
  expect(crisp.is("message:thread:ongoing")).toBe(true);
});
