import { beforeEach, describe, expect, it } from "vitest";
import { ComposerState } from "../../src/shared/composer/composerState";
import { Drafts } from "../../src/shared/composer/drafts";
import { conversation, thread } from "../samples";

const OPEN = thread("t_1");
const TALK = conversation({ threads: [OPEN], current: "t_1" });
const PLAIN = conversation();
const RULES = { bytes: 1_000, media: ["text/plain"] };

function file(name: string, text = "some words", type = "text/plain"): File {
  return new File([text], name, { type });
}

describe("the composer", () => {
  let drafts: Drafts;
  let composing: ComposerState;
  let sent: unknown[];
  let typed: unknown[];
  let uploaded: unknown[];
  let now: number;

  beforeEach(() => {
    drafts = new Drafts();
    sent = [];
    typed = [];
    now = 0;
    uploaded = [];
    const actions = {
      upload: (...given: unknown[]) => void uploaded.push(given),
      send: (writing: unknown) => void sent.push(writing),
      typing: (...told: unknown[]) => void typed.push(told),
    };
    composing = new ComposerState(drafts, actions, () => now);
  });

  it("sends to the line it shows, by name, and is empty after", () => {
    composing.write(TALK, null, "looking now");
    expect(composing.send(TALK, null)).toBe(true);
    expect(sent).toEqual([{ conversation: "session_1", thread: "t_1", text: "looking now", note: false }]);
    expect(composing.viewOf(TALK, null).text).toBe("");
  });

  it("sends nothing when there is nothing to say", () => {
    composing.write(TALK, null, " \n ");
    expect(composing.send(TALK, null)).toBe(false);
    expect(sent).toEqual([]);
  });

  it("keeps what is too long and sends none of it before it is shorter, or a file", () => {
    const long = "😀".repeat(10_003);
    composing.write(TALK, null, long);
    expect(composing.viewOf(TALK, null)).toMatchObject({ text: long, excess: 3, sendable: false });
    expect(composing.send(TALK, null)).toBe(false);
    composing.textToFile(TALK, null, { bytes: 100, media: ["text/plain"] });
    expect(composing.viewOf(TALK, null)).toMatchObject({ text: long, attached: [], refused: [{}] });
    composing.textToFile(TALK, null, { bytes: 100_000, media: ["text/plain"] });
    expect(composing.viewOf(TALK, null)).toMatchObject({ text: "", attached: [{ file: { size: 40_012 } }] });
    composing.write(TALK, null, "😀".repeat(10_000));
    expect(composing.viewOf(TALK, null)).toMatchObject({ excess: 0, sendable: true });
  });

  it("sends a text as it was typed, and nothing that cannot be seen", () => {
    composing.write(TALK, null, "  first\u000bsecond \u001b[1m\n");
    composing.send(TALK, null);
    expect(sent).toMatchObject([{ text: "  first\nsecond [1m" }]);
    composing.write(TALK, null, "\u200b\u3164");
    expect(composing.viewOf(TALK, null).sendable).toBe(false);
    expect(composing.send(TALK, null)).toBe(false);
  });

  it("does not move a half-written text when another thread starts", () => {
    composing.write(PLAIN, null, "about the invoice");
    const started = conversation({ threads: [OPEN], current: "t_1" });
    expect(composing.viewOf(started, null)).toMatchObject({ thread: null, text: "about the invoice" });
    composing.send(started, null);
    expect(composing.viewOf(started, null).thread).toBe(OPEN);
  });

  it("keeps the text and asks when its thread ends", () => {
    composing.write(TALK, null, "one more thing");
    const ended = conversation({ threads: [thread("t_1", { state: "ended" })] });
    expect(composing.viewOf(ended, null)).toMatchObject({ ended: true, text: "one more thing" });
    expect(composing.send(ended, null)).toBe(false);
    composing.choose(ended, null, null);
    expect(composing.viewOf(ended, null)).toMatchObject({
      thread: null,
      ended: false,
      text: "one more thing",
    });
  });

  it("takes the text along from reply to note, and a note is sent as one", () => {
    composing.write(TALK, null, "for us only");
    composing.setKind(TALK, null, "note");
    composing.send(TALK, null);
    expect(sent).toMatchObject([{ text: "for us only", note: true }]);
  });

  it("writes to the visitor again after a note, and to the thread that it wrote to", () => {
    composing.choose(TALK, null, null);
    composing.setKind(TALK, null, "note");
    composing.write(TALK, null, "for us only");
    composing.send(TALK, null);
    expect(composing.viewOf(TALK, null)).toMatchObject({ kind: "reply", thread: null, text: "" });
    composing.write(TALK, null, "for you");
    composing.send(TALK, null);
    expect(sent).toMatchObject([
      { text: "for us only", note: true },
      { text: "for you", note: false, thread: null },
    ]);
  });

  it("takes up what was left when a conversation is opened again", () => {
    drafts.write({ conversation: "session_1", thread: null, kind: "note" }, "left here");
    composing.resume(TALK);
    expect(composing.viewOf(TALK, null)).toMatchObject({ thread: null, kind: "note", text: "left here" });
  });

  it("tells the visitor about typing at most every three seconds, and never about a note", () => {
    for (now of [0, 500, 2_900, 3_100]) composing.write(TALK, null, `text at ${now}`);
    expect(typed).toEqual([
      ["session_1", "t_1", true],
      ["session_1", "t_1", true],
    ]);
    composing.write(TALK, null, "");
    expect(typed.at(-1)).toEqual(["session_1", "t_1", false]);
    composing.setKind(TALK, null, "note");
    typed.length = 0;
    composing.write(TALK, null, "psst");
    expect(typed).toEqual([]);
  });

  it("sends the files that wait in it after the text, and nothing of them before", () => {
    composing.write(TALK, null, "here it is");
    expect(composing.attach(TALK, null, [file("a.txt"), file("b.txt")], RULES)).toBe(true);
    expect(uploaded).toEqual([]);
    expect(composing.viewOf(TALK, null).attached.map((one) => one.file.name)).toEqual(["a.txt", "b.txt"]);
    expect(composing.send(TALK, null)).toBe(true);
    expect(sent).toMatchObject([{ text: "here it is" }]);
    expect(uploaded).toMatchObject([[{ conversation: "session_1", thread: "t_1" }, [{}, {}]]]);
    expect(composing.viewOf(TALK, null).attached).toEqual([]);
  });

  it("sends files without a word, and a removed one not at all", () => {
    composing.attach(TALK, null, [file("a.txt"), file("b.txt")], RULES);
    const [first] = composing.viewOf(TALK, null).attached;
    composing.detach(TALK, null, first?.id ?? "");
    expect(composing.send(TALK, null)).toBe(true);
    expect(sent).toEqual([]);
    expect(uploaded).toMatchObject([[{ thread: "t_1" }, [{ name: "b.txt" }]]]);
  });

  it("says of each file it does not take why, naming the limit, and keeps the others", () => {
    const given = [
      file("big.txt", "x".repeat(1_001)),
      file("a.exe", "x", "application/x-exe"),
      file("a.txt"),
    ];
    expect(composing.attach(TALK, null, [...given, file("void.txt", "")], RULES)).toBe(false);
    expect(composing.viewOf(TALK, null).refused).toEqual([
      "“big.txt” is too large: a file may have 1 kB.",
      "“a.exe” cannot be sent: files of this kind are not accepted here.",
      "“void.txt” is empty.",
    ]);
    expect(composing.viewOf(TALK, null).attached.map((one) => one.file.name)).toEqual(["a.txt"]);
    composing.write(TALK, null, "then without them");
    expect(composing.viewOf(TALK, null).refused).toEqual([]);
  });

  it("takes twenty files at once, and says of each further one that it was left out", () => {
    const many = Array.from({ length: 22 }, (_, index) => file(`${index}.txt`));
    expect(composing.attach(TALK, null, many, RULES)).toBe(false);
    expect(composing.viewOf(TALK, null).attached).toHaveLength(20);
    expect(composing.viewOf(TALK, null).refused).toEqual([
      "At most 20 files at once; “20.txt” was left out.",
      "At most 20 files at once; “21.txt” was left out.",
    ]);
  });

  it("does not put files into a note, which the visitor never gets", () => {
    composing.setKind(TALK, null, "note");
    expect(composing.attach(TALK, null, [file("a.txt")], RULES)).toBe(false);
    expect(composing.viewOf(TALK, null).refused).toHaveLength(1);
    composing.setKind(TALK, null, "reply");
    expect(composing.viewOf(TALK, null).attached).toEqual([]);
  });

  it("holds its line while files wait, and takes them along to a chosen one", () => {
    composing.attach(PLAIN, null, [file("a.txt")], RULES);
    expect(composing.viewOf(TALK, null)).toMatchObject({ thread: null, attached: [{}] });
    composing.choose(TALK, null, "t_1");
    expect(composing.viewOf(TALK, null)).toMatchObject({ thread: OPEN, attached: [{}] });
  });

  it("takes a half-written text along when the conversation is merged into another", () => {
    composing.write(TALK, null, "looking now");
    composing.moveTo("session_1", "session_2");
    const into = conversation({ id: "session_2" });
    expect(composing.viewOf(into, null)).toMatchObject({ thread: null, text: "looking now" });
    expect(composing.viewOf(TALK, null).text).toBe("");
  });
});
