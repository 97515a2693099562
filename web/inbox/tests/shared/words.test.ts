import { describe, expect, it } from "vitest";
import { matchingEntries, type PaletteEntry } from "../../src/app/palette/search";
import { announcementOf, summary } from "../../src/shared/announcements";
import { authorName, initials, nameOf } from "../../src/shared/names";
import { sortedThreads, threadClocks, threadSummary } from "../../src/shared/threads/threadSummary";
import { topicFault, topicOf } from "../../src/threads/topicInput";
import { conversation, MIRA, message, OLGA, thread } from "../samples";

describe("names", () => {
  const { profile } = conversation();

  it("are the nickname, else the e-mail's, else a handle that tells visitors apart", () => {
    expect(nameOf(conversation())).toBe("Mira");
    expect(nameOf(conversation({ profile: { ...profile, nickname: null, email: "jo@x.example" } }))).toBe(
      "jo",
    );
    const nobody = { ...profile, nickname: null };
    expect(nameOf(conversation({ id: "session_12-ab9f", profile: nobody }))).toBe("Visitor AB9F");
  });

  it("of markers say who: the visitor, the page, a key, an operator", () => {
    const by = (kind: "page" | "backend", name: string | null) => authorName({ ...MIRA, kind, name }, "Mira");
    expect([by("page", null), by("backend", "billing"), authorName(OLGA, "Mira")]).toEqual([
      "the page",
      "key billing",
      "Olga",
    ]);
  });

  it("become initials in any script", () => {
    expect(["Mira Sol", "olga", "أمل رحماني", "  ", "123"].map(initials)).toEqual([
      "MS",
      "OL",
      "أر",
      "?",
      "12",
    ]);
  });
});

describe("the outline", () => {
  it("has open threads first, the current one on top, then the ended, newest first", () => {
    const ended = (id: string, seq: number) => {
      const one = thread(id, { state: "ended" });
      return { ...one, episodes: one.episodes.map((episode) => ({ ...episode, ended_seq: seq })) };
    };
    const threads = [ended("old", 5), thread("other"), ended("new", 50), thread("current")];
    expect(sortedThreads(threads, "current").map(({ id }) => id)).toEqual(["current", "other", "new", "old"]);
  });

  it("counts messages and time, over all episodes", () => {
    const now = 17 * 60_000;
    expect(threadSummary(thread("t", { messages: 6 }), now)).toBe("6 messages · 17 min");
    expect(threadSummary(thread("t", { messages: 1, state: "ended" }), now)).toMatch(
      /^1 message · 1 min · ended /,
    );
    expect(threadClocks(thread("t"), now)).toBe("open 17 min · no reply yet");
  });
});

describe("topics", () => {
  it("are refused at the field for the reasons the server would give", () => {
    expect(topicFault("Customer server offline (Ticket #1929383)")).toBeNull();
    expect(topicFault("tab\tand\nbreak")).toBeNull();
    for (const empty of ["", "   ", "\u200b", "\n"])
      expect(topicFault(empty)).toBe("Give the thread a topic.");
    expect(topicFault("x".repeat(256))).toMatch(/255 characters; this has 256/);
    expect(topicFault("😀".repeat(255))).toBeNull();
    expect(topicOf(" bell\u0007 and\u000btab\tand\r\nbreak\n")).toBe("bell and tab and break");
  });
});

describe("the palette", () => {
  const entry = (label: string, hint = ""): PaletteEntry => ({
    id: label,
    label,
    hint,
    group: "Actions",
    run: () => {},
  });
  const entries = [
    entry("Refund for order 551"),
    entry("Customer server offline"),
    entry("Write a reply", "R"),
  ];
  const labels = (search: string) => matchingEntries(entries, search).map(({ label }) => label);

  it("finds by words in any order, by beginnings, and with letters left out", () => {
    expect(labels("offline server")).toEqual(["Customer server offline"]);
    expect(labels("ref")[0]).toBe("Refund for order 551");
    expect(labels("wrpl")).toEqual(["Write a reply"]);
    expect(labels("zzz")).toEqual([]);
  });

  it("puts what begins so before what contains it", () => {
    expect(labels("r")[0]).toBe("Refund for order 551");
  });
});

describe("what is said aloud", () => {
  it("is the message with its author, or a count when several arrive at once", () => {
    const said = announcementOf(conversation(), message(2, MIRA));
    expect(said).toBe("Mira: text 2");
    expect(summary([said])).toBe(said);
    expect(summary([said, said, said])).toBe("3 new messages");
  });
});
