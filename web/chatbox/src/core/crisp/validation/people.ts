/**
 * The rules of the server for what a page tells of its visitor (`domain/people.py`), applied in the
 * page, so that the developer sees at once what is wrong and nothing wrong is sent.
 */

import { stringify } from "@threadbox/client/browser/builtins";
import {
  COMPANY_CHARACTERS,
  DATA_BYTES,
  DATA_ENTRIES,
  DATA_KEY_CHARACTERS,
  DATA_VALUE_CHARACTERS,
  EMAIL_CHARACTERS,
  EVENT_CHARACTERS,
  INTEGER_MOST,
  NICKNAME_CHARACTERS,
  PHONE_CHARACTERS,
  SEGMENT_CHARACTERS,
  URL_CHARACTERS,
} from "@threadbox/client/limits";
import type { Profile } from "@threadbox/client/protocol";
import { isPlain, isRecord, type Plain } from "../../../bridge/arguments";
import { type CheckedText, oneLine } from "./text";

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
    description: part(more.description, label("description", DATA_VALUE_CHARACTERS)),
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
    const named = oneLine(typeof key === "number" ? String(key) : key, "a key", DATA_KEY_CHARACTERS);
    const name = "text" in named && KEY.test(named.text) ? named.text : "";
    if (!name)
      complain(`"${String(key).slice(0, DATA_KEY_CHARACTERS)}" is not a key: letters, digits and _.:- are`);
    else if (!isPlain(value)) complain(`the value of "${name}" is neither text, number nor boolean`);
    else if (typeof value === "number" && Math.abs(value) > INTEGER_MOST)
      complain(`the value of "${name}" is out of range`);
    else if (typeof value !== "string" || value === "") sound.push([name, value]);
    else {
      const read = oneLine(value, `the value of "${name}"`, DATA_VALUE_CHARACTERS);
      if ("wrong" in read) complain(read.wrong);
      else sound.push([name, read.text]);
    }
  }
  return Object.fromEntries(sound);
}

/** What is wrong with the data as a whole, where it may have `most` bytes; `null` when nothing is. */
export function dataProblem(data: Record<string, Plain>, most = DATA_BYTES): string | null {
  const entries = Object.keys(data).length;
  if (entries > DATA_ENTRIES) return `the data has ${entries} entries, at most ${DATA_ENTRIES} are allowed`;
  const { length } = new TextEncoder().encode(stringify(data));
  return length > most ? `the data has ${length} bytes, at most ${most} are allowed` : null;
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
