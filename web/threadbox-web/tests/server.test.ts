// @vitest-environment node
/** The loader on a server, where pages are only written. */

import { expect, test } from "vitest";
import { loadThreadbox } from "../src/index.js";

test("on a server nothing happens, whatever is called", async () => {
  const before = Object.keys(globalThis);
  const chat = loadThreadbox({ origin: "https://chat.example.com", websiteId: "w1", tokenId: "t" });
  chat.do("chat:open");
  chat.on("chat:opened", () => {});
  chat.threads.start("Refund");
  chat.signIn("t");
  chat.signOut();
  expect([chat.get("message:text"), chat.is("chat:opened"), chat.threads.list()]).toEqual([null, false, []]);
  expect(Object.keys(globalThis)).toEqual(before);
  await expect(chat.ready()).rejects.toThrow("a server has no chat to wait for");
});
