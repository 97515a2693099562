import { describe, expect, it } from "vitest";
import { fileOf, isAnswered, webAddress, withAnswer, wordsOf } from "../../src/content/contents";
import { isImage } from "../../src/content/images";
import type { Content, Field, Picker } from "../../src/protocol";
import { bytesOf } from "../../src/text/time";
import { pendingOf } from "../../src/timeline/pendingItems";
import { conversation, LINUS } from "../sample";

const choice = (value: string) => ({ value, label: value, icon: null, selected: false, action: null });
const picker: Picker = {
  type: "picker",
  id: "p",
  text: "Which?",
  choices: [choice("a"), choice("b")],
  required: false,
};
const field: Field = { type: "field", id: "f", text: "Number?", explain: null, value: null, required: false };

describe("an answer", () => {
  it("selects the choices it names and no other", () => {
    const answered = withAnswer(picker, { choices: ["b"], value: null }) as Picker;
    expect(answered.choices.map(({ selected }) => selected)).toEqual([false, true]);
    expect([isAnswered(picker), isAnswered(answered)]).toEqual([false, true]);
  });

  it("fills in a field", () => {
    const answered = withAnswer(field, { choices: null, value: "8812" });
    expect([answered?.type === "field" && answered.value, answered && isAnswered(answered)]).toEqual([
      "8812",
      true,
    ]);
  });

  it("of the other kind is none, and a text asks for none", () => {
    expect(withAnswer(picker, { choices: null, value: "b" })).toBeNull();
    expect(withAnswer(field, { choices: ["b"], value: null })).toBeNull();
    expect(withAnswer({ type: "text", text: "hello" }, { choices: null, value: "b" })).toBeNull();
  });
});

it("every content has words for readers that know only text", () => {
  const contents: Content[] = [
    { type: "text", text: "hello" },
    { ...fileOf("file_1"), name: "log.txt" },
    { type: "animation", url: "https://media.example/a.gif", media: "image/gif" },
    { type: "audio", url: "https://media.example/a.mp3", media: "audio/mpeg", seconds: null, file: null },
    picker,
  ];
  expect(contents.map(wordsOf)).toEqual(["hello", "log.txt", "GIF", "Audio", "Which?"]);
});

it("only http and https are addresses to load from", () => {
  expect(webAddress("https://media.example/a b.gif")).toBe("https://media.example/a%20b.gif");
  for (const bad of [
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:a@b.example",
    "//x",
    "",
    "file:///etc",
  ])
    expect([bad, webAddress(bad)]).toEqual([bad, null]);
});

it("a drawing that can hold scripts is no picture", () => {
  expect([isImage("image/png"), isImage("image/svg+xml"), isImage("text/html")]).toEqual([
    true,
    false,
    false,
  ]);
});

it("a stored file that is on its way is known by its id until its row arrives", () => {
  const command = { type: "send", id: "c_1", content: { type: "file", file: "file_1" } } as const;
  const entry = { id: "c_1", command, at: 1, state: "sent", refused: null, done: null } as const;
  expect(pendingOf([entry], conversation(), LINUS)).toMatchObject([
    { what: "message", content: { type: "file", file: "file_1", url: "" } },
  ]);
});

it("sizes are told in steps of a thousand", () => {
  expect([0, 999, 1_000, 340_400, 2_440_000, 3e9].map((bytes) => bytesOf(bytes, "en"))).toEqual([
    "0 bytes",
    "999 bytes",
    "1 kB",
    "340 kB",
    "2.4 MB",
    "3 GB",
  ]);
});
