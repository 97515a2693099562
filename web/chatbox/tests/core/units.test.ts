import { afterEach, expect, test, vi } from "vitest";
import { contrast } from "../../../client/tests/ui/contrast";
import { readableOn } from "../../src/core/contrast";
import { effectOf } from "../../src/core/conversation/waitingCommands";
import { createTitleFlash } from "../../src/core/notifications/titleFlash";
import { createStore } from "../../src/loader/storage";
import { createTokenKeeper } from "../../src/loader/visitorToken";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  localStorage.clear();
});

test("the text on any accent has a contrast of at least 4.5", () => {
  const steps = ["00", "33", "66", "77", "88", "99", "cc", "ff"];
  const full = { "#000": "#000000", "#fff": "#ffffff" } as Record<string, string>;
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const accent = `#${red}${green}${blue}`;
        expect(contrast(accent, full[readableOn(accent)] ?? "")).toBeGreaterThanOrEqual(4.5);
      }
});

test("something that is no colour gets white text", () => {
  expect(readableOn("tomato")).toBe("#fff");
});

test("the title says what is unread only while the tab is hidden, and comes back", () => {
  vi.useFakeTimers();
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
  document.title = "Shop";
  const flash = createTitleFlash();
  flash(2);
  expect(document.title).toBe("Shop");
  hidden.mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(document.title).toBe("(2) Shop");
  vi.advanceTimersByTime(1_600);
  expect(document.title).toBe("Shop");
  hidden.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(document.title).toBe("Shop");
  flash(0);
});

test("a title that the page changes meanwhile is left as it is", () => {
  vi.useFakeTimers();
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.title = "Shop";
  const flash = createTitleFlash();
  flash(1);
  document.title = "Checkout";
  flash(0);
  expect(document.title).toBe("Checkout");
});

function forgetCookie(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: what the browser has
  document.cookie = "threadbox_w=; path=/; max-age=0";
}

test("the token is found again by its cookie, and by storage when there is none", () => {
  const store = createStore("w", () => localStorage);
  const keeper = createTokenKeeper("w", store, {}, {});
  expect(keeper.guess()).toBeNull();
  keeper.keepToken("abc");
  expect(document.cookie).toContain("threadbox_w=abc");
  const elsewhere = createStore("w", () => sessionStorage);
  expect(createTokenKeeper("w", elsewhere, {}, {}).guess()).toBe("abc");
  expect(createTokenKeeper("w", elsewhere, {}, {}).own()).toBeNull();
  forgetCookie();
  expect(keeper.guess()).toBe("abc");
  store.clear();
  keeper.keepToken("def");
  keeper.forget();
  store.clear();
  expect(keeper.guess()).toBeNull();
});

test("a token is kept for as long as the page wishes, wherever it is kept", () => {
  const store = createStore("w", () => localStorage);
  vi.useFakeTimers();
  createTokenKeeper("w", store, { CRISP_COOKIE_EXPIRE: 60 }, {}).keepToken("abc");
  forgetCookie();
  vi.advanceTimersByTime(59_000);
  expect(createTokenKeeper("w", store, {}, {}).guess()).toBe("abc");
  vi.advanceTimersByTime(2_000);
  expect(createTokenKeeper("w", store, {}, {}).guess()).toBeNull();
  vi.useRealTimers();
});

test.each(["x", -1, 0, Number.NaN, {}, null, Symbol("x")])(
  "a lifetime that is none is the default: %o",
  (it) => {
    const store = createStore("w", () => localStorage);
    createTokenKeeper("w", store, { CRISP_COOKIE_EXPIRE: it, CRISP_COOKIE_DOMAIN: it }, {}).keepToken("abc");
    expect(createTokenKeeper("w", store, {}, {}).guess()).toBe("abc");
  },
);

test.each(["x", 7, null, [], { value: 1 }, true])("whatever a page writes there is no token: %j", (it) => {
  const store = createStore("w", () => localStorage);
  forgetCookie();
  store.write("token", it);
  expect(createTokenKeeper("w", store, {}, {}).guess()).toBeNull();
});

test("two starts of one topic are one effect, however its letters are composed", () => {
  const start = (topic: string) => effectOf({ type: "start_thread", topic });
  expect(start("Caf\u00e9")).toBe(start("Cafe\u0301"));
  expect(start("Cafe")).not.toBe(start("cafe"));
});
