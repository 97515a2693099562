/** The loader where there is a page; what it does in a real one is in `tests/docs/`. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";

const OPTIONS = { origin: "https://chat.example.com", websiteId: "w1" };
const GLOBALS = [
  "$crisp",
  "CRISP_WEBSITE_ID",
  "CRISP_TOKEN_ID",
  "CRISP_READY_TRIGGER",
  "CRISP_RUNTIME_CONFIG",
];

beforeEach(() => {
  vi.resetModules();
  // Nothing is fetched: the tests say what becomes of the script.
  vi.spyOn(document.head, "append").mockImplementation((...nodes) => {
    for (const node of nodes) scripts.push(node as HTMLScriptElement);
  });
  vi.spyOn(document, "scripts", "get").mockImplementation(() => scripts as never);
});

afterEach(() => {
  scripts.length = 0;
  for (const name of GLOBALS) Reflect.deleteProperty(window, name);
});

const scripts: HTMLScriptElement[] = [];

async function load(options: object = OPTIONS) {
  const { loadThreadbox } = await import("../src/index.js");
  return loadThreadbox(options as typeof OPTIONS);
}

/** What the chat's script does in the end. */
function arrive(answers: object = {}) {
  Object.assign(window.$crisp, { get: () => null, is: () => true, ...answers });
  window.CRISP_READY_TRIGGER?.();
}

test("the globals are set before the one script is there", async () => {
  await load({
    ...OPTIONS,
    tokenId: "t",
    runtimeConfig: { locale: "fr" },
    attributes: { nonce: "n" },
    safe: true,
  });
  expect(window.CRISP_WEBSITE_ID).toBe("w1");
  expect(window.CRISP_TOKEN_ID).toBe("t");
  expect(window.CRISP_RUNTIME_CONFIG).toEqual({ locale: "fr" });
  expect([...(window.$crisp as never as unknown[])]).toEqual([["safe", true]]);
  expect(scripts.map(({ src }) => src)).toEqual(["https://chat.example.com/l.js"]);
  expect(scripts[0]?.getAttribute("nonce")).toBe("n");
});

test("loading again adds nothing, and says so when it is another website", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  await load();
  await load();
  expect(scripts.length).toBe(1);
  expect(warn).not.toHaveBeenCalled();
  await load({ ...OPTIONS, websiteId: "w2" });
  expect(warn.mock.lastCall?.[0]).toContain("w2 is ignored");
  expect(window.CRISP_WEBSITE_ID).toBe("w1");
});

test("a snippet written by hand is used as it is", async () => {
  window.$crisp = [["do", "chat:open"]];
  const byHand = document.createElement("script");
  byHand.src = "https://chat.example.com/l.js";
  scripts.push(byHand);
  const chat = await load();
  chat.do("chat:hide");
  expect(scripts.length).toBe(1);
  expect([...(window.$crisp as never as unknown[])]).toEqual([
    ["do", "chat:open"],
    ["do", "chat:hide"],
  ]);
});

test("commands wait in order, in the form that $crisp takes", async () => {
  const chat = await load();
  chat.do("chat:open");
  chat.set("user:email", "m@s.example", "ab12");
  chat.config("sound:mute", true);
  chat.threads.start("Refund");
  chat.threads.end();
  chat.threads.end({ external_id: 7 });
  chat.threads.select("Refund");
  chat.threads.select(null);
  chat.off("chat:opened");
  expect([...(window.$crisp as never as unknown[])]).toEqual([
    ["do", "chat:open"],
    ["set", "user:email", ["m@s.example", "ab12"]],
    ["config", "sound:mute", [true]],
    ["do", "message:thread:start", ["Refund"]],
    ["do", "message:thread:end"],
    ["do", "message:thread:end", [{ external_id: 7 }]],
    ["do", "message:thread:select", [{ topic: "Refund" }]],
    ["do", "message:thread:select", [null]],
    ["off", "chat:opened"],
  ]);
});

test("before loading get is null and is is false; ready resolves with $crisp", async () => {
  const ownTrigger = vi.fn();
  window.CRISP_READY_TRIGGER = ownTrigger;
  const chat = await load();
  expect([chat.get("chat:unread:count"), chat.is("chat:opened"), chat.threads.list()]).toEqual([
    null,
    false,
    [],
  ]);
  arrive({ get: () => 3 });
  expect(await chat.ready()).toBe(window.$crisp);
  expect([chat.get("chat:unread:count"), chat.is("chat:opened")]).toEqual([3, true]);
  expect(ownTrigger).toHaveBeenCalledTimes(1);
});

test("a chat that has loaded already is ready at once", async () => {
  window.$crisp = [];
  arrive();
  const chat = await load();
  expect(await chat.ready()).toBe(window.$crisp);
  expect(scripts).toEqual([]);
});

test("a script that cannot be loaded rejects ready, and the next call tries again", async () => {
  const chat = await load();
  scripts.pop()?.onerror?.(new Event("error"));
  await expect(chat.ready()).rejects.toThrow("https://chat.example.com/l.js could not be loaded");
  await load();
  expect(scripts.length).toBe(1);
});

test.each([
  [{ origin: "https://chat.example.com" }, "websiteId is missing"],
  [{ websiteId: "w1" }, "origin is missing"],
  [{ websiteId: "w1", origin: "chat.example" }, "chat.example is not an address"],
])("wrong options are said and harm nothing: %o", async (options, problem) => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  const chat = await load(options);
  expect(error.mock.lastCall?.[0]).toContain(problem);
  await expect(chat.ready()).rejects.toThrow(problem);
  expect(scripts).toEqual([]);
  await load();
  expect(scripts.length).toBe(1);
});

test("signing in begins the session of a secret once, signing out forgets it", async () => {
  const chat = await load();
  chat.signIn("secret");
  chat.signIn("secret");
  expect(window.CRISP_TOKEN_ID).toBe("secret");
  chat.signOut();
  expect("CRISP_TOKEN_ID" in window).toBe(false);
  expect([...(window.$crisp as never as unknown[])]).toEqual([
    ["do", "session:reset"],
    ["do", "session:reset"],
  ]);
});
