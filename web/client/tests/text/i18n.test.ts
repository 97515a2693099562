import { describe, expect, expectTypeOf, it } from "vitest";
import { type KeyOf, type Translate, translator } from "../../src/text/i18n";

const en = {
  hello: "Hello, {name}",
  "messages.one": "{count} message",
  "messages.other": "{count} messages",
} as const;

describe("texts", () => {
  it("fill in values, and leave what is missing visible", () => {
    const t = translator("en", en, en);
    expect(t("hello", { name: "Ada" })).toBe("Hello, Ada");
    expect(t("hello")).toBe("Hello, {name}");
  });

  it("follow the plural rules and number signs of the locale", () => {
    const t = translator("en", en, en);
    expect([t("messages", { count: 1 }), t("messages", { count: 1_200 })]).toEqual([
      "1 message",
      "1,200 messages",
    ]);
    const polish = { "messages.one": "{count} a", "messages.few": "{count} b", "messages.many": "{count} c" };
    const pl = translator<Record<string, string>>("pl", polish, en);
    expect([1, 3, 7].map((count) => pl("messages", { count }))).toEqual(["1 a", "3 b", "7 c"]);
  });

  it("fall back where a translation lacks one", () => {
    expect(translator("de", {}, en)("messages", { count: 2 })).toBe("2 messages");
  });

  it("come in parts, so that a name can be isolated", () => {
    const name = { isolated: "Ada" };
    expect(translator("en", en, en).parts("hello", { name })).toEqual(["Hello, ", name]);
  });

  it("never run a value through again", () => {
    expect(translator("en", en, en)("hello", { name: "{name} $& {count}" })).toBe("Hello, {name} $& {count}");
  });

  it("are asked for by known names only", () => {
    expectTypeOf<KeyOf<typeof en>>().toEqualTypeOf<"hello" | "messages">();
    expectTypeOf<Translate<"a" | "b">>().toExtend<Translate<"a">>();
  });
});
