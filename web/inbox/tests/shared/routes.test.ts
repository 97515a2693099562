import { beforeEach, describe, expect, it } from "vitest";
import {
  formatRoute,
  go,
  goToConversation,
  parseRoute,
  permalink,
  replace,
  route,
} from "../../src/shared/routes";

describe("addresses", () => {
  it("name a conversation, a thread in it, and a message in it", () => {
    expect(parseRoute("/inbox/c/session_1")).toMatchObject({ conversation: "session_1", target: null });
    expect(parseRoute("/inbox/c/session_1/t/thread_2").target).toEqual({ thread: "thread_2" });
    expect(parseRoute("/inbox/c/session_1/m/42").target).toEqual({ seq: 42 });
  });

  it("survive being written and read again", () => {
    const places = [
      "/inbox/",
      "/inbox/?list=resolved",
      "/inbox/c/s_1/t/t_2?only=t_2",
      "/inbox/c/s_1/m/7?list=all",
      "/inbox/c/s_1/m/7?website=website_2&list=all",
    ];
    for (const place of places) {
      const [path = "", search = ""] = place.split("?");
      expect(formatRoute(parseRoute(path, search))).toBe(place);
    }
  });

  it("that make no sense lead to the inbox", () => {
    for (const path of ["/inbox/x/y", "/inbox/c/", "/inbox/c/a/m/nine", "/other", "/inbox/c/%E0%A4%A"])
      expect(parseRoute(path)).toMatchObject({ conversation: null, target: null });
    expect(parseRoute("/inbox/", "?list=nonsense").list).toBe("open");
  });

  it("keep strange ids whole", () => {
    const id = "a/b?c#d é";
    const written = formatRoute({ ...parseRoute("/inbox/"), conversation: id });
    expect(parseRoute(written).conversation).toBe(id);
  });

  it("sent to a colleague hold the place and not one's own list", () => {
    expect(permalink("s_1", { thread: "t_1" })).toBe(`${location.origin}/inbox/c/s_1/t/t_1`);
  });

  it("sent to a colleague name the website where there are several", () => {
    replace({ website: "website_2" });
    expect(permalink("s_1", null)).toBe(`${location.origin}/inbox/c/s_1?website=website_2`);
    replace({ website: null });
  });
});

describe("going places", () => {
  beforeEach(() => replace({ list: "open", conversation: null, target: null, only: null }));

  it("changes the address and what is shown", () => {
    goToConversation("s_1", { seq: 3 });
    expect(location.pathname).toBe("/inbox/c/s_1/m/3");
    expect(route.value.target).toEqual({ seq: 3 });
  });

  it("keeps the list when a conversation is opened", () => {
    go({ list: "resolved" });
    goToConversation("s_1");
    expect(route.value.list).toBe("resolved");
  });

  it("to where one is already adds no step for Back", () => {
    goToConversation("s_1");
    const steps = history.length;
    goToConversation("s_1");
    expect(history.length).toBe(steps);
  });
});
