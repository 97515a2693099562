import { afterEach, expect, test, vi } from "vitest";
import { cleanUp, SESSION, Server, settle, visit } from "../support";

afterEach(cleanUp);

test.each([
  ["wrapped", ["a@b.example"]],
  ["bare", "a@b.example"],
  ["with a signature that is not there", ["a@b.example", undefined]],
  ["wrapped twice", [["a@b.example"]]],
])("an e-mail address is set %s", async (_, third) => {
  const { crisp, server, warnings } = await visit();
  crisp.set("user:email", third);
  expect(crisp.get("user:email")).toBe("a@b.example");
  await settle();
  expect(server.sent()).toEqual([{ type: "profile", email: "a@b.example" }]);
  expect(warnings).toEqual([]);
});

test.each([
  ["one wrap too few", ["plan", "pro"]],
  ["a list of pairs", [["plan", "pro"]]],
  ["as documented", [[["plan", "pro"]]]],
  ["an object", [{ plan: "pro" }]],
])("session data is read: %s", async (_, third) => {
  const { crisp, server } = await visit();
  crisp.push(["set", "session:data", third]);
  expect(crisp.get("session:data", "plan")).toBe("pro");
  await settle();
  expect(server.sent()).toEqual([{ type: "data", data: { plan: "pro" } }]);
  expect(crisp.get("session:data")).toEqual({ plan: "pro" });
});

test("data of other types is left out with a word", async () => {
  const { crisp, server, warnings } = await visit();
  crisp.push([
    "set",
    "session:data",
    [
      [
        ["a", 1],
        ["b", { c: 2 }],
        ["d", false],
      ],
    ],
  ]);
  await settle();
  expect(server.sent()).toEqual([{ type: "data", data: { a: 1, d: false } }]);
  expect(warnings.join()).toContain('"b"');
});

test.each([
  [[["a", "b"]], { segments: ["a", "b"], overwrite: false }],
  [[["a", "b"], true], { segments: ["a", "b"], overwrite: true }],
  [["a", "b"], { segments: ["a", "b"], overwrite: false }],
  ["a", { segments: ["a"], overwrite: false }],
])("segments are read: %j", async (third, sent) => {
  const { crisp, server } = await visit();
  crisp.push(["set", "session:segments", third]);
  await settle();
  expect(server.sent()).toEqual([{ type: "segments", ...sent }]);
});

test.each([
  [[[["signed up", { plan: "pro" }, "red"]]], { text: "signed up", data: { plan: "pro" }, color: "red" }],
  [[["signed up"]], { text: "signed up", data: {}, color: "blue" }],
  ["signed up", { text: "signed up", data: {}, color: "blue" }],
])("a session event is read: %j", async (third, sent) => {
  const { crisp, server } = await visit();
  crisp.push(["set", "session:event", third]);
  await settle();
  expect(server.sent()).toEqual([{ type: "event", ...sent }]);
});

test("a company comes with its tuples", async () => {
  const { crisp, server } = await visit();
  crisp.push([
    "set",
    "user:company",
    ["Acme", { url: "https://acme.example", employment: ["CTO", "eng"], geolocation: ["FR", "Nantes"] }],
  ]);
  const company = {
    name: "Acme",
    url: "https://acme.example",
    description: null,
    employment: ["CTO", "eng"],
    geolocation: ["FR", "Nantes"],
  };
  await settle();
  expect(server.sent()).toEqual([{ type: "profile", company }]);
  expect(crisp.get("user:company")).toEqual(company);
});

test("a value that is no value is said once and changes nothing", async () => {
  const { crisp, server, warnings } = await visit();
  crisp.push(["set", "user:nickname"], ["set", "user:phone", [{}]], ["set", "session:segments", []]);
  await settle();
  expect(warnings).toHaveLength(3);
  expect(server.sent()).toEqual([]);
});

test("an explicit null forgets a value", async () => {
  const { crisp, server } = await visit([["set", "user:nickname", ["Mira"]]]);
  crisp.push(["set", "user:nickname", [null]]);
  await settle();
  expect(crisp.get("user:nickname")).toBeNull();
  expect(server.sent().at(-1)).toEqual({ type: "profile", nickname: null });
});

test("a change is told to the page once, with the new value", async () => {
  const told = vi.fn();
  const { crisp } = await visit([["on", "user:email:changed", told]]);
  crisp.set("user:email", ["a@b.example"]);
  crisp.set("user:email", ["a@b.example"]);
  await settle();
  expect(told.mock.calls).toEqual([["a@b.example"]]);
});

test("what the server knows already needs neither a command nor the core", async () => {
  const profile = { email: "a@b.example", nickname: null, phone: null, avatar: null, company: null };
  const value = { profile, data: { plan: "pro" }, segments: [], threads: [] };
  localStorage.setItem(
    "threadbox/8f3c1a52-0000-4000-8000-000000000001/known",
    JSON.stringify({ session: SESSION, value }),
  );
  const { crisp, server } = await visit([
    ["set", "user:email", ["a@b.example"]],
    ["set", "session:data", [[["plan", "pro"]]]],
  ]);
  expect(crisp.get("user:email")).toBe("a@b.example");
  expect(server.sockets).toEqual([]);
});

test("a signature is sent until the e-mail is verified", async () => {
  const signed = ["set", "user:email", ["a@b.example", "ab12"]];
  const known = (verified: boolean) => {
    const profile = { email: "a@b.example", verified };
    const value = { profile, data: {}, segments: [], threads: [] };
    const key = "threadbox/8f3c1a52-0000-4000-8000-000000000001/known";
    localStorage.setItem(key, JSON.stringify({ session: SESSION, value }));
  };
  known(false);
  const first = await visit([signed]);
  expect(first.server.sent()).toEqual([{ type: "profile", email: "a@b.example", signature: "ab12" }]);
  cleanUp();
  known(true);
  const second = await visit([signed]);
  expect(second.server.sent()).toEqual([]);
});

test("data that the server would refuse as too large is named in the page, known to nobody and not sent", async () => {
  const { crisp, server, warnings } = await visit();
  const bytes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "x".repeat(1_000)]));
  crisp.push(["set", "session:event", [[["An event", bytes(3)]]]]);
  crisp.push(["set", "session:data", [Object.entries(bytes(17))]]);
  crisp.push(["set", "session:data", [Object.entries(bytes(16))]]);
  await settle();
  expect(warnings.join("\n")).toMatch(/session:event.*at most 2048.*session:data.*at most 16384/s);
  expect(Object.keys(crisp.get("session:data") as object)).toHaveLength(16);
  expect(server.sent()).toEqual([{ type: "data", data: bytes(16) }]);
});

test("the prefilled text can be asked back", async () => {
  const { crisp } = await visit([["set", "message:text", ["I need help with "]]]);
  expect(crisp.get("message:text")).toBe("I need help with ");
  crisp.push(["do", "chat:open"]);
  await settle();
  expect(crisp.get("message:text")).toBe("I need help with ");
});

test("a message that is none is an error that says why, and is not sent", async () => {
  const { crisp, server, errors } = await visit();
  const wrong: [unknown, unknown][] = [
    ["file", { url: "x", name: "a.pdf", type: "application/pdf" }],
    ["audio", { url: "https://a.example/a.ogg", type: "audio/ogg", duration: -1 }],
    ["picker", { id: "p", text: "Which?", choices: [{ value: "a", label: "A" }] }],
    ["text", ""],
    ["text", "x".repeat(10_001)],
    ["sms", "hello"],
  ];
  for (const given of wrong) crisp.push(["do", "message:send", given]);
  await settle();
  const said = [
    "url is not an http",
    "duration",
    "the type is none",
    "empty",
    "at most 10000",
    "the type is none",
  ];
  expect(errors).toHaveLength(said.length);
  for (const [index, words] of said.entries()) expect(errors[index]).toContain(words);
  expect(server.sent()).toEqual([]);
});

test("files, animations and audio are sent in our words", async () => {
  const { crisp, server, errors } = await visit();
  const url = "https://files.example/x";
  crisp.do("message:send", ["file", { name: "a.pdf", url, type: "application/pdf" }]);
  crisp.do("message:send", ["animation", { url, type: "image/gif" }]);
  crisp.do("message:send", ["audio", { url, type: "audio/ogg", duration: 7.4 }]);
  await settle();
  const stored = { bytes: null, width: null, height: null, file: null };
  expect(server.sent("send")).toEqual([
    { type: "send", content: { type: "file", name: "a.pdf", url, media: "application/pdf", ...stored } },
    { type: "send", content: { type: "animation", url, media: "image/gif" } },
    { type: "send", content: { type: "audio", url, media: "audio/ogg", seconds: 7, file: null } },
  ]);
  expect(errors).toEqual([]);
});

test("nothing is known of a visitor but the session's name", async () => {
  const { crisp } = await visit();
  expect(crisp.get("session:identifier")).toBe(SESSION);
  for (const name of [
    "user:email",
    "user:phone",
    "user:nickname",
    "user:avatar",
    "user:company",
    "message:text",
  ])
    expect(crisp.get(name)).toBeNull();
  expect(crisp.get("session:data")).toEqual({});
  expect(crisp.get("chat:unread:count")).toBe(0);
  expect(crisp.is("session:ongoing")).toBe(false);
  expect(crisp.is("website:available")).toBe(true);
});

test("a reset begins another session; what the page says meanwhile belongs to that one", async () => {
  const told = vi.fn();
  const server = new Server();
  const { crisp } = await visit([["on", "session:loaded", told]], server);
  server.newSession();
  crisp.push(["do", "session:reset", [false]]);
  crisp.push(["set", "user:email", ["new@b.example"]]);
  await settle();
  expect(crisp.get("session:identifier")).toBe(`${SESSION}-1`);
  expect(told.mock.calls).toEqual([[SESSION], [`${SESSION}-1`]]);
  expect(server.sent()).toEqual([{ type: "profile", email: "new@b.example" }]);
});

/** The e-mails that the server was told, each with the token of its session. */
function emails(server: Server): unknown[] {
  return server.told.flatMap(({ command, token }) =>
    command.type === "profile" ? [[token, command.email]] : [],
  );
}

test("what the page says between two resets at once belongs to the session between them", async () => {
  const server = new Server();
  const { fetch } = server;
  server.fetch = (...asked) => {
    if (server.booted > 0) server.newSession();
    return fetch(...asked);
  };
  const { crisp } = await visit([], server);
  crisp.push(["do", "session:reset"]);
  crisp.push(["set", "user:email", ["first@b.example"]]);
  crisp.push(["do", "session:reset"]);
  crisp.push(["set", "user:email", ["second@b.example"]]);
  for (let turn = 0; turn < 3; turn++) await settle();
  expect(server.booted).toBe(3);
  expect(emails(server).sort()).toEqual([
    ["token-1", "first@b.example"],
    ["token-2", "second@b.example"],
  ]);
  expect(crisp.get("user:email")).toBe("second@b.example");
});

test.each([true, false])(
  "what was said before a reset is said in the session that it ends, the core being there: %s",
  async (isThere) => {
    const server = new Server();
    const { crisp } = await visit(isThere ? [["do", "chat:open"]] : [], server);
    server.newSession();
    crisp.push(["set", "user:email", ["old@b.example"]], ["do", "message:send", ["text", "before"]]);
    crisp.push(["do", "session:reset"]);
    expect(crisp.get("user:email")).toBeNull();
    crisp.push(["do", "message:send", ["text", "after"]]);
    for (let turn = 0; turn < 3; turn++) await settle();
    const said = server.told.filter(({ command }) => command.type === "send");
    expect(said.map(({ command, token }) => [token, (command as { text: string }).text]).sort()).toEqual([
      ["token-0", "before"],
      ["token-1", "after"],
    ]);
    expect(emails(server)).toEqual([["token-0", "old@b.example"]]);
    expect(crisp.get("session:identifier")).toBe(`${SESSION}-1`);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("before");
    expect(server.sockets.map(({ token }) => token)).toEqual(["token-1"]);
  },
);

test("segments overwritten twice at once end as said last", async () => {
  const { crisp, server } = await visit([["set", "session:segments", [["x"], true]]]);
  crisp.push(["set", "session:segments", [["y"], true]], ["set", "session:segments", [["x"], true]]);
  await settle();
  expect(server.sent("segments").at(-1)).toEqual({ type: "segments", segments: ["x"], overwrite: true });
  expect(server.sent("segments")).toHaveLength(3);
});
