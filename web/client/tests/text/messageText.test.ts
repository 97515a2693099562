import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MESSAGE_CHARACTERS } from "../../src/limits";
import { charactersOf, excessOf, isInvisible, messageOf } from "../../src/text/messageText";

type Told = string | null | number | [piece: string, times: number][];

interface Vectors {
  limit: number;
  invisible: [first: number, last: number][];
  messages: { given: Told; text?: Told; reason?: string }[];
}

const file = join(import.meta.dirname, "../../../../protocol/vectors/text.json");
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;

/** A text of the file: long ones are told as pieces and how often each stands there. */
function whole(told: Told | undefined): string {
  return Array.isArray(told) ? told.map(([piece, times]) => piece.repeat(times)).join("") : String(told);
}

function verdict(given: string): string {
  const text = messageOf(given);
  if (isInvisible(text)) return "message_empty";
  return excessOf(text) > 0 ? "message_too_long" : text;
}

describe("a message, as it is sent", () => {
  const texts = vectors.messages.filter(({ given }) => typeof given === "string" || Array.isArray(given));
  it.each(texts)("$given is what the server makes of it", ({ given, text, reason }) => {
    expect(verdict(whole(given))).toBe(reason ?? whole(text));
  });

  it("is counted by the server's limit", () => expect(MESSAGE_CHARACTERS).toBe(vectors.limit));

  it("is none when it holds exactly what the server calls invisible", () => {
    const inRanges = (code: number) => vectors.invisible.some(([from, to]) => from <= code && code <= to);
    const differing: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000);
      const expected = inRanges(code) || isControl;
      if ((verdict(String.fromCodePoint(code)) === "message_empty") !== expected)
        differing.push(code.toString(16));
    }
    expect(differing).toEqual([]);
  });

  it("counts characters, not units of UTF-16", () => {
    expect(charactersOf("a😀é👩‍👩‍👧")).toBe(8);
    expect(excessOf("😀".repeat(MESSAGE_CHARACTERS))).toBe(0);
    expect(excessOf("😀".repeat(MESSAGE_CHARACTERS + 3))).toBe(3);
  });

  it("takes time by its length alone, wherever its spaces stand", () => {
    const text = `a${" ".repeat(1_000_000)}b${"\n".repeat(1_000_000)}c`;
    expect(messageOf(text)).toBe(text);
  });
});
