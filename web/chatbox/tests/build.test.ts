/** What the build may do to names. */

import { expect, test } from "vitest";
import protocol from "../../client/src/protocol.ts?raw";
import shortened from "../../shortened.mjs?raw";
import { SETTINGS } from "../src/core/crisp/settings";
import { en } from "../src/core/locales/en";
import { texts } from "../src/core/locales/parts/en";
import * as emoji from "../src/core/ui/composer/emoji/en";

const words = [...shortened.slice(shortened.indexOf("[")).matchAll(/"(\w+)"/g)].map(([, word]) => word ?? "");

test("no name that is shortened is one of a frame, a text, a setting, a chunk or the browser", () => {
  const fields = [...protocol.matchAll(/(\w+)\??:/g)].map(([, field]) => field);
  const chunks = [...Object.keys(emoji), "texts", "css"];
  const taken = new Set([...fields, ...Object.keys(en), ...Object.keys(texts), ...chunks, ...SETTINGS]);
  const browsers = [document.createElement("div"), document, window, [], "", new Map(), new Set()];
  expect(words.length).toBeGreaterThan(30);
  for (const word of words) {
    expect(taken.has(word), word).toBe(false);
    for (const object of browsers) expect(word in Object(object), word).toBe(false);
  }
});
