/**
 * The rules of the server for what a page tells of its visitor (`domain/people.py`), applied in the
 * page, so that the developer sees at once what is wrong and nothing wrong is sent.
 */

import { stringify } from "@threadbox/client/browser/builtins";
import type { Profile } from "@threadbox/client/protocol";
import { isPlain, isRecord, type Plain } from "../../../bridge/arguments";
import { type CheckedText, oneLine } from "./text";

const NICKNAME_CHARACTERS = 100;
const EMAIL_CHARACTERS = 254;
const PHONE_CHARACTERS = 40;
const URL_CHARACTERS = 2_048;
const COMPANY_CHARACTERS = 255;
const DESCRIPTION_CHARACTERS = 1_000;
const SEGMENT_CHARACTERS = 64;
const EVENT_CHARACTERS = 255;
const KEY_CHARACTERS = 64;
const VALUE_CHARACTERS = 1_000;
/** Most entries of `data`, of a visitor, an event and a thread each. */
export const DATA_ENTRIES = 50;
/** Most segments of a visitor. */
export const SEGMENTS = 50;
/** The server closes on longer frames (64 KB); what is around the data fits into the rest. */
const DATA_BYTES = 60_000;

const EMAIL = /^[^@\s<>"]+@[^@\s<>"]+$/;
const WEB_ADDRESS = /^https?:\/\/[^\s<>"]+$/;
const KEY = /^(?!(__proto__|constructor|prototype)$)[\w.:-]+$/;
const COLORS = /^(red|orange|yellow|green|blue|purple|pink|brown|grey|black)$/;

/** Says what is wrong with one thing among many, which is then left out. */
type Complain = (wrong: string) => void;

/** The checks of a profile's texts. */
export const PROFILE_RULES: Record<
  "nickname" | "email" | "phone" | "avatar",
  (given: unknown) => CheckedText
> = {
  nickname: (given) => oneLine(given, "the nickname", NICKNAME_CHARACTERS),
  email: (given) => {
    const read = oneLine(given, "the e-mail", EMAIL_CHARACTERS);
    return "wrong" in read || EMAIL.test(read.text) ? read : { wrong: "it is not an e-mail address" };
  },
  phone: (given) => oneLine(given, "the phone number", PHONE_CHARACTERS),
  avatar: (given) => webAddress(given, "the avatar"),
};

/** An `http` or `https` address. */
export function webAddress(given: unknown, what: string): CheckedText {
  const read = oneLine(given, what, URL_CHARACTERS);
  if ("wrong" in read || WEB_ADDRESS.test(read.text)) return read;
  return { wrong: `${what} is not an http or https address` };
}

/** `["Acme", {url, description, employment: [title, role], geolocation: [country, city]}]`. */
export function companyOf(name: unknown, info: unknown, complain: Complain): Profile["company"] {
  const more = isRecord(info) ? info : {};
  /** `null` for what is not there, and for what is wrong, which is said. */
  function part(given: unknown, read: (given: unknown) => CheckedText): string | null {
    if (given == null || given === "") return null;
    const checked = read(given);
    if ("text" in checked) return checked.text;
    complain(checked.wrong);
    return null;
  }
  const label = (what: string, most: number) => (given: unknown) => oneLine(given, what, most);
  const pair = (given: unknown, what: string) =>
    [given]
      .flat()
      .slice(0, 2)
      .map((it) => part(it, label(what, COMPANY_CHARACTERS)))
      .filter((it) => it !== null);
  const named = oneLine(name, "the name", COMPANY_CHARACTERS);
  if ("wrong" in named) {
    complain(named.wrong);
    return null;
  }
  return {
    name: named.text,
    url: part(more.url, (it) => webAddress(it, "url")),
    description: part(more.description, label("description", DESCRIPTION_CHARACTERS)),
    employment: pair(more.employment, "employment"),
    geolocation: pair(more.geolocation, "geolocation"),
  };
}

/** The entries that operators can be shown; the rest is left out, each with a word. */
export function dataOf(entries: unknown[][], complain: Complain): Record<string, Plain> {
  const sound: [string, Plain][] = [];
  for (const [key, value] of entries) {
    // Pages hand over variables that are not set; that is nothing to complain of.
    if (value == null) continue;
    const name = typeof key === "number" ? String(key) : key;
    if (typeof name !== "string" || name.length > KEY_CHARACTERS || !KEY.test(name))
      complain(`"${String(key).slice(0, KEY_CHARACTERS)}" is not a key: letters, digits and _.:- are`);
    else if (!isPlain(value)) complain(`the value of "${name}" is neither text, number nor boolean`);
    else if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      complain(`the value of "${name}" is out of range`);
    else if (typeof value !== "string" || value === "") sound.push([name, value]);
    else {
      const read = oneLine(value, `the value of "${name}"`, VALUE_CHARACTERS);
      if ("wrong" in read) complain(read.wrong);
      else sound.push([name, read.text]);
    }
  }
  return Object.fromEntries(sound);
}

/** What is wrong with the data as a whole; `null` when nothing is. */
export function dataProblem(data: Record<string, Plain>): string | null {
  const entries = Object.keys(data).length;
  if (entries > DATA_ENTRIES) return `the data has ${entries} entries, at most ${DATA_ENTRIES} are allowed`;
  return new TextEncoder().encode(stringify(data)).length > DATA_BYTES ? "the data is too long" : null;
}

/** The segments that are labels; the rest is left out, each with a word. */
export function segmentLabels(given: string[], complain: Complain): string[] {
  const labels = given.map((segment) => oneLine(segment, "a segment", SEGMENT_CHARACTERS));
  return labels.flatMap((read) => {
    if ("text" in read) return [read.text];
    complain(read.wrong);
    return [];
  });
}

/** The text of an event. */
export function eventText(given: unknown): CheckedText {
  return oneLine(given, "the text", EVENT_CHARACTERS);
}

/** The colour of an event; what is none is blue. */
export function eventColor(given: unknown): string {
  return typeof given === "string" && COLORS.test(given) ? given : "blue";
}
