import { beforeEach, describe, expect, it } from "vitest";
import { type DraftKey, Drafts, draftsOf } from "../../src/shared/composer/drafts";

const MAIN: DraftKey = { conversation: "s_1", thread: null, kind: "reply" };
const THREAD: DraftKey = { ...MAIN, thread: "t_1" };
const NOTE: DraftKey = { ...MAIN, kind: "note" };

describe("drafts", () => {
  beforeEach(() => localStorage.clear());

  it("are kept per conversation, per thread and main line, replies and notes apart", () => {
    const drafts = new Drafts();
    drafts.write(MAIN, "to the main line");
    drafts.write(THREAD, "to the thread");
    drafts.write(NOTE, "a note");
    expect([MAIN, THREAD, NOTE].map((place) => drafts.text(place))).toEqual([
      "to the main line",
      "to the thread",
      "a note",
    ]);
    expect(drafts.text({ ...MAIN, conversation: "s_2" })).toBe("");
  });

  it("survive a reload, for the operator who wrote them alone", () => {
    draftsOf("ana").write(THREAD, "half a sentence");
    expect(draftsOf("ana").text(THREAD)).toBe("half a sentence");
    expect(draftsOf("bo").text(THREAD)).toBe("");
  });

  it("are told of their conversation, the one written last, until the last of them is gone", () => {
    const drafts = new Drafts();
    const newest = drafts.newest("s_1");
    drafts.write(MAIN, "a");
    drafts.write(THREAD, "b");
    expect(newest.value).toBe("b");
    drafts.write(MAIN, "a, again");
    expect(newest.value).toBe("a, again");
    drafts.write(MAIN, "");
    expect(newest.value).toBe("b");
    drafts.write(THREAD, "  \n");
    expect(newest.value).toBeNull();
  });

  it("go along when the target changes, and never overwrite what waits there", () => {
    const drafts = new Drafts();
    drafts.write(MAIN, "written");
    drafts.move(MAIN, THREAD);
    expect(drafts.text(THREAD)).toBe("written");
    drafts.write(MAIN, "waiting");
    drafts.move(THREAD, MAIN);
    expect([drafts.text(MAIN), drafts.text(THREAD)]).toEqual(["written", "waiting"]);
  });

  it("are found again, the one written last first", () => {
    const drafts = new Drafts();
    drafts.write(THREAD, "first");
    drafts.write(NOTE, "second");
    expect(drafts.keys("s_1")).toEqual([NOTE, THREAD]);
  });

  it("of long ago are forgotten when there are very many", () => {
    const drafts = new Drafts();
    for (let number = 0; number < 250; number++) drafts.write({ ...MAIN, conversation: `s_${number}` }, "x");
    expect(drafts.text({ ...MAIN, conversation: "s_0" })).toBe("");
    expect(drafts.text({ ...MAIN, conversation: "s_249" })).toBe("x");
  });

  it("ignore whatever else lies in the storage", () => {
    for (const nonsense of [null, 7, "text", [1], { "s_1 main reply": 5 }])
      expect(new Drafts(nonsense).keys("s_1")).toEqual([]);
  });
});
