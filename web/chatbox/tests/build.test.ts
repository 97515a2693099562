/** What the build may do to names. */

import { expect, test } from "vitest";
import protocol from "../../client/src/protocol.ts?raw";
import shortened from "../../shortened.mjs?raw";
import { en } from "../src/locales/en";
import { SETTINGS } from "../src/settings";

const words = [...shortened.slice(shortened.indexOf("[")).matchAll(/"(\w+)"/g)].map(([, word]) => word ?? "");

test("no name that is shortened is one of a frame, a text, a setting or the browser", () => {
  const fields = [...protocol.matchAll(/(\w+)\??:/g)].map(([, field]) => field);
  const taken = new Set([...fields, ...Object.keys(en), ...SETTINGS]);
  const browsers = [document.createElement("div"), document, window, [], "", new Map(), new Set()];
  expect(words.length).toBeGreaterThan(30);
  for (const word of words) {
    expect(taken.has(word), word).toBe(false);
    for (const object of browsers) expect(word in Object(object), word).toBe(false);
  }
});
