/** What a page configures, and the contents of messages in Crisp's words and ours. */

import { expect, test, vi } from "vitest";
import { settingsOf } from "../../src/core/crisp/settings";
import { contentOf, toCrisp } from "../../src/core/crisp/validation/contents";
import { colorOf } from "../../src/loader/crisp/colorThemes";

const ORIGIN = "https://chat.test";
const URL = "https://files.example/a";

function voice() {
  return { warn: vi.fn(), error: vi.fn(), silence: vi.fn() };
}

test("settings are what the page configured, checked, over what holds without", () => {
  const said = voice();
  const settings = settingsOf(
    { "sound:mute": true, "lock:fullview": true, locale: "fr", "container:index": "9", "no:such": 1 },
    said,
  );
  expect(settings).toMatchObject({ "sound:mute": true, "lock:fullview": true, locale: "fr" });
  expect(settings["container:index"]).toBe(0);
  expect(said.warn.mock.calls.flat().join()).toMatch(/container:index.*takes a number.*no:such/s);
});

test("names of the language itself are no settings", () => {
  const said = voice();
  for (const name of ["__proto__", "constructor", "toString"])
    expect(settingsOf(Object.fromEntries([[name, true]]), said)["sound:mute"]).toBe(false);
  expect(said.warn).toHaveBeenCalledTimes(3);
});

test.each([
  ["amber", "#ffbb00"],
  ["teal", "#009988"],
  ["deep_purple", "#6633bb"],
  ["default", undefined],
  ["", undefined],
  [undefined, undefined],
])("the colour of the theme %j is %j", (theme, color) => {
  expect(colorOf(theme)).toBe(color);
});

test.each([
  ["text", "hello"],
  ["file", { name: "a.pdf", url: URL, type: "application/pdf" }],
  ["animation", { url: URL, type: "image/gif" }],
  ["audio", { duration: 7, url: URL, type: "audio/ogg" }],
])("a %s comes back to the page as it went", (type, given) => {
  const read = contentOf(type, given);
  expect("content" in read && toCrisp(read.content, ORIGIN)).toEqual(given);
});

test("a file that is stored with us has its whole address", () => {
  const stored = { bytes: 1, width: null, height: null, file: "file_1", media: "image/png" };
  const content = { type: "file", name: "a.png", url: "/files/file_1/a.png", ...stored } as const;
  expect(toCrisp(content, ORIGIN)).toEqual({
    name: "a.png",
    url: `${ORIGIN}/files/file_1/a.png`,
    type: "image/png",
  });
});

test.each([
  ["picker", { id: "p", text: "?", choices: [{ value: "v" }] }, "label is not a string"],
  ["picker", { id: "p", text: "?", choices: [] }, "choices is not a list"],
  ["picker", { id: "p", text: "?", choices: Array(31).fill({ value: "v", label: "l" }) }, "at most 30"],
  [
    "picker",
    { id: "p", text: "?", choices: [{ value: "v", label: "l", action: { type: "eval", target: URL } }] },
    "neither",
  ],
  ["field", { id: "f", explain: "e" }, "text is not a string"],
  [
    "carousel",
    { text: "c", targets: [{ title: "t", actions: [{ label: "l", url: "javascript:1" }] }] },
    "http",
  ],
  ["file", "a.pdf", "not an object"],
  ["audio", { url: URL, type: "audio/ogg", duration: "7" }, "seconds"],
])("what is wrong with a %s is named", (type, given, words) => {
  expect(contentOf(type, given)).toEqual({ wrong: expect.stringContaining(words) });
});
