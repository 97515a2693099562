import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isTag, languagesOfReader } from "../../src/browser/locale";
import { bytesOf, clock, dayLabel, duration } from "../../src/text/time";

const WEB = join(import.meta.dirname, "..", "..", "..");

function browserSays(languages: unknown, language: unknown): void {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages as string[]);
  vi.spyOn(navigator, "language", "get").mockReturnValue(language as string);
}

afterEach(() => void vi.restoreAllMocks());

describe("what the browser says of languages", () => {
  it.each([
    [["en-US@posix", "de-AT"], "en-US@posix", ["de-AT"]],
    [["C"], "C", []],
    [[], "", []],
    [undefined, "fr", ["fr"]],
    [undefined, undefined, []],
    [[null, 7, "en_US", "en-NZ"], "en-NZ", ["en-NZ", "en-NZ"]],
  ])("of %j and %j is only what can be written by", (languages, language, kept) => {
    browserSays(languages, language);
    expect(languagesOfReader()).toEqual(kept);
    for (const tag of languagesOfReader()) {
      expect(isTag(tag)).toBe(true);
      for (const write of [clock, bytesOf, duration]) expect(write(90_000, tag)).not.toBe("");
      expect(dayLabel(0, 90_000, tag)).not.toBe("");
    }
  });

  it("is asked in one place", () => {
    const asking = ["chatbox", "client", "inbox", "threadbox-web"].flatMap((part) =>
      readdirSync(join(WEB, part, "src"), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(part, "src", name))
        .filter((path) => /navigator\s*\??\.\s*language/.test(readFileSync(join(WEB, path), "utf8"))),
    );
    expect(asking).toEqual([join("client", "src", "browser", "locale.ts")]);
  });
});
