import { describe, expect, it } from "vitest";
import { composerTarget, openThreads } from "../../src/shared/composer/target";
import { conversation, thread } from "../samples";

const OPEN = thread("t_1", { number: 1 });
const OTHER = thread("t_2", { number: 2 });
const ENDED = thread("t_3", { number: 3, state: "ended" });
const TALK = conversation({ threads: [OPEN, OTHER, ENDED], current: "t_1" });

describe("the target line", () => {
  it("is the current thread, else the main line", () => {
    expect(composerTarget(TALK, null, null, false).thread).toBe(OPEN);
    expect(composerTarget({ ...TALK, current: null }, null, null, false)).toEqual({
      thread: null,
      ended: false,
    });
  });

  it("is what the operator chose, also the main line", () => {
    expect(composerTarget(TALK, { thread: "t_2", by: "choice" }, null, false).thread).toBe(OTHER);
    expect(composerTarget(TALK, { thread: null, by: "choice" }, null, false).thread).toBeNull();
  });

  it("stays at a thread that ended under a half-written text, and says so", () => {
    const held = { thread: "t_3", by: "writing" } as const;
    expect(composerTarget(TALK, held, null, true)).toEqual({ thread: ENDED, ended: true });
    expect(composerTarget(TALK, held, null, false)).toEqual({ thread: OPEN, ended: false });
  });

  it("is the thread of a narrow view, which may have ended", () => {
    expect(composerTarget(TALK, null, "t_2", false).thread).toBe(OTHER);
    expect(composerTarget(TALK, null, "t_3", false)).toEqual({ thread: ENDED, ended: true });
  });

  it("falls back to the current thread when the one held is unknown", () => {
    expect(composerTarget(TALK, { thread: "t_9", by: "writing" }, null, true).thread).toBe(OPEN);
  });

  it("offers every open thread, the current one first", () => {
    expect(openThreads({ ...TALK, current: "t_1" }).map(({ id }) => id)).toEqual(["t_1", "t_2"]);
    expect(openThreads({ ...TALK, current: null }).map(({ id }) => id)).toEqual(["t_2", "t_1"]);
  });
});
