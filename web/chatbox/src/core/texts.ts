/**
 * The texts of the screen in the visitor's language. English is always there; every other locale
 * is a chunk of its own, fetched before the panel is drawn for the first time. What the parts say
 * that are fetched later comes with the first of them.
 */

import { computed, signal } from "@preact/signals";
import { isTag } from "@threadbox/client/browser/locale";
import { type KeyOf, translator } from "@threadbox/client/text/i18n";
import { en } from "./locales/en";
import type { texts as ofParts } from "./locales/parts/en";

type All = typeof en & typeof ofParts;
type Key = KeyOf<All>;
type Values = Readonly<Record<string, string | number>>;
type Texts = Readonly<Record<string, string>>;

/** What a locale's chunk gives: the same keys, with the plural forms of its language. */
interface Chunk {
  texts: Texts;
}

type Chunks = Readonly<Record<string, () => Promise<Chunk>>>;

const CHUNKS: Chunks = {
  ar: () => import("./locales/ar"),
  de: () => import("./locales/de"),
  es: () => import("./locales/es"),
  fr: () => import("./locales/fr"),
  pt: () => import("./locales/pt"),
};
const PARTS: Chunks = {
  ar: () => import("./locales/parts/ar"),
  de: () => import("./locales/parts/de"),
  en: () => import("./locales/parts/en"),
  es: () => import("./locales/parts/es"),
  fr: () => import("./locales/parts/fr"),
  pt: () => import("./locales/parts/pt"),
};
let wished = "";
let arePartsWanted = false;
const RIGHT_TO_LEFT = new Set(["ar"]);

const base = signal<{ tag: string; texts: Texts }>({ tag: "en-GB", texts: en });
const parts = signal<Texts>({});
const spoken = computed(() =>
  translator<All>(base.value.tag, { ...base.value.texts, ...parts.value } as Partial<All>, en as All),
);

/** The texts of the wished locale are there, or cannot be had. */
export const isReady = signal(false);

/** The text for a key, with its values filled in. Read in a component, it follows the locale. */
export const t = Object.assign((key: Key, values?: Values) => spoken.value(key, values), {
  parts: <Value>(key: Key, values: Readonly<Record<string, Value | string | number>>) =>
    spoken.value.parts(key, values),
});

/** The locale that dates, numbers and lists are written in. */
export function locale(): string {
  return spoken.value.locale;
}

/** The direction that the locale is written in. */
export function direction(): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(languageOf(locale())) ? "rtl" : "ltr";
}

/**
 * The first of the wished locales that there are texts for; English when there is none. What
 * nobody asked for is `null` or not a string, and is passed over.
 */
export function chosenLocale(wishes: readonly unknown[]): string {
  const tags = wishes.filter(isTag);
  const known = tags.find((tag) => languageOf(tag) === "en" || languageOf(tag) in CHUNKS) ?? "en";
  if (known.includes("-")) return known;
  // A page that says "en" says nothing of dates and clocks; the browser knows how its reader writes them.
  const regional = tags.find((tag) => tag.startsWith(`${known}-`));
  return regional ?? (known === "en" ? "en-GB" : known);
}

/** Speaks `tag` from now on. If its texts cannot be had it stays as it is: a chat in another language is a chat. */
export async function speak(tag: string): Promise<void> {
  wished = tag;
  const load = CHUNKS[languageOf(tag)];
  if (!load && !arePartsWanted) base.value = { tag, texts: en };
  else {
    try {
      const [chunk, more] = await Promise.all([load?.(), arePartsWanted ? partsIn(tag) : null]);
      // Another wish may have come meanwhile.
      if (wished === tag) {
        base.value = { tag, texts: chunk?.texts ?? en };
        parts.value = more?.texts ?? {};
      }
    } catch {
      // No connection to the chunk.
    }
  }
  isReady.value = true;
}

/** The texts of parts that are fetched later are wanted from now on. Rejects when they cannot be had. */
export async function speakOfParts(): Promise<void> {
  if (arePartsWanted) return;
  const { tag } = base.value;
  const { texts } = await partsIn(tag);
  if (base.value.tag !== tag) return speakOfParts();
  arePartsWanted = true;
  parts.value = texts;
}

function partsIn(tag: string): Promise<Chunk> {
  return (PARTS[languageOf(tag)] ?? (PARTS.en as (typeof PARTS)[string]))();
}

/** The language that is spoken, such as "de". */
export function language(): string {
  return languageOf(locale());
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
