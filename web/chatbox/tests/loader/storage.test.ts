import { afterEach, expect, test, vi } from "vitest";
import { createStore } from "../../src/loader/storage";
import { cleanUp, settle, visit } from "../support";

afterEach(cleanUp);

const forbidden = (): Storage => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};

test("where storage is forbidden, memory stands in", () => {
  const store = createStore("w", forbidden);
  store.write("token", "t");
  expect(store.read("token")).toBe("t");
  expect(store.has("tok")).toBe(true);
  store.clear();
  expect(store.read("token")).toBeUndefined();
});

test("what the page has put there is of no harm", () => {
  localStorage.setItem("threadbox/w/known", "{not json");
  localStorage.setItem("threadbox/w/waiting", JSON.stringify({ session: "s", value: "not a list" }));
  const store = createStore("w", () => localStorage);
  expect(store.read("known")).toBeUndefined();
  expect(store.of("known", "s")).toBeUndefined();
});

test("entries belong to their session and their website", () => {
  const store = createStore("w", () => localStorage);
  store.write("waiting", { session: "s", value: [1] });
  expect(store.of("waiting", "s")).toEqual([1]);
  expect(store.of("waiting", "other")).toBeUndefined();
  expect(createStore("x", () => localStorage).read("waiting")).toBeUndefined();
});

test("the chat works without storage and without channels", async () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  const fill = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  for (const name of ["localStorage", "sessionStorage"]) vi.stubGlobal(name, new Proxy({}, { set: fill }));
  const { crisp, server, errors } = await visit([["do", "chat:open"]]);
  crisp.push(["do", "message:thread:start", ["Works"]]);
  await settle();
  expect(server.sent("start_thread")).toHaveLength(1);
  vi.unstubAllGlobals();
  expect(localStorage).toHaveLength(0);
  expect(errors).toEqual([]);
});
