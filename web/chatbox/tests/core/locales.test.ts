import { afterEach, expect, test } from "vitest";
import { texts as ar } from "../../src/core/locales/ar";
import { texts as de } from "../../src/core/locales/de";
import { en as enCore } from "../../src/core/locales/en";
import { texts as es } from "../../src/core/locales/es";
import { texts as fr } from "../../src/core/locales/fr";
import { texts as arParts } from "../../src/core/locales/parts/ar";
import { texts as deParts } from "../../src/core/locales/parts/de";
import { texts as enParts } from "../../src/core/locales/parts/en";
import { texts as esParts } from "../../src/core/locales/parts/es";
import { texts as frParts } from "../../src/core/locales/parts/fr";
import { texts as ptParts } from "../../src/core/locales/parts/pt";
import { texts as pt } from "../../src/core/locales/pt";
import { chosenLocale, direction, locale, speak, speakOfParts, t } from "../../src/core/texts";

type Texts = Readonly<Record<string, string>>;
const en = { ...enCore, ...enParts };
const LOCALES: Readonly<Record<string, Texts>> = {
  ar: { ...ar, ...arParts },
  de: { ...de, ...deParts },
  en,
  es: { ...es, ...esParts },
  fr: { ...fr, ...frParts },
  pt: { ...pt, ...ptParts },
};
const CATEGORY = /\.(zero|one|two|few|many|other)$/;

afterEach(() => speak("en-GB"));

/** The keys that depend on a number, without their plural form. */
const counted = [
  ...new Set(
    Object.keys(en)
      .filter((key) => CATEGORY.test(key))
      .map((key) => key.replace(CATEGORY, "")),
  ),
];
const plain = Object.keys(en).filter((key) => !CATEGORY.test(key));

test.each(Object.keys(LOCALES))("%s has every text, in every plural form of its language", (tag) => {
  const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  const wanted = [...plain, ...counted.flatMap((key) => forms.map((form) => `${key}.${form}`))];
  expect(Object.keys(LOCALES[tag] ?? {}).sort()).toEqual(wanted.sort());
});

test.each(Object.keys(LOCALES))("%s fills in the same values as English and leaves none out", (tag) => {
  const names = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  // "One message" may be words alone; everything else keeps what it tells.
  const optional = (key: string) => (/\.(zero|one|two)$/.test(key) ? "{count}" : "");
  for (const [key, text] of Object.entries(LOCALES[tag] ?? {})) {
    const english = en[key as keyof typeof en] ?? en[key.replace(CATEGORY, ".other") as keyof typeof en];
    const missing = names(english)
      .split(",")
      .filter((name) => name && name !== optional(key) && !text.includes(name));
    expect([tag, key, ...missing]).toEqual([tag, key]);
    expect(names(english)).toContain(names(text));
  }
});

test("a text is never empty and never what English says, but for words that are the same", () => {
  const same = new Set([
    "emoji",
    "audio",
    "animation",
    "image",
    "timeline",
    "said.aloud",
    "slide.place",
    "topic.main",
  ]);
  for (const [tag, texts] of Object.entries(LOCALES)) {
    const sentences = Object.entries(texts).filter(([key]) => !same.has(key) && !key.startsWith("messages."));
    for (const [key, text] of sentences) {
      expect(text.trim()).not.toBe("");
      if (tag !== "en") expect([tag, key, text]).not.toEqual([tag, key, en[key as keyof typeof en]]);
    }
  }
});

test("the first wish that there are texts for is the locale; English stands in", () => {
  expect(chosenLocale([undefined, "pt-BR", "de"])).toBe("pt-BR");
  expect(chosenLocale(["xx", "", 7, "de_DE", "fr"])).toBe("fr");
  expect(chosenLocale(["nl", "en-US", "fr"])).toBe("en-US");
  expect(chosenLocale(["nl"])).toBe("en-GB");
  expect(chosenLocale(["en", "pt-BR", "en-AU"])).toBe("en-AU");
  expect(chosenLocale(["fr", "en-US"])).toBe("fr");
  expect(chosenLocale([])).toBe("en-GB");
});

test("another locale is another chunk, and is spoken once it is there", async () => {
  await speak("de-AT");
  expect([t("close"), t("messages", { count: 2 }), locale(), direction()]).toEqual([
    "Chat schließen",
    "2 Nachrichten",
    "de-AT",
    "ltr",
  ]);
  await speak("ar");
  expect([t("messages", { count: 2 }), direction()]).toEqual(["رسالتان", "rtl"]);
});

test("what later parts say is fetched with the first of them, and follows the locale from then on", async () => {
  await speak("de");
  expect(t("email.save")).toBe("email.save");
  await speakOfParts();
  expect(t("email.save")).toBe("Speichern");
  await speak("fr");
  expect([t("email.save"), t("close")]).toEqual(["Enregistrer", "Fermer la discussion"]);
  await speak("en-GB");
  expect([t("email.save"), t("close")]).toEqual(["Save", "Close chat"]);
});
