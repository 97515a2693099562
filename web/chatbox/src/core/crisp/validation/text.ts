/**
 * The topic rule of the server (`domain/text.py`, threads.md rule 2), applied in the page, so that
 * the developer sees at once what is wrong and nothing wrong is sent.
 */

import { charactersOf, isInvisible, messageOf } from "@threadbox/client/text/messageText";

// What Python's `str.strip` removes; JavaScript's `trim` differs in the C0 and C1 separators.
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const BREAKS = /\r\n|[\t\n\r\u2028\u2029]/g;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** One clean line, or the reason why there is none. */
export type CheckedText = { text: string } | { wrong: string };

/** The line to send: trimmed, not empty, bounded, free of control characters. */
export function oneLine(given: unknown, what: string, most: number): CheckedText {
  if (typeof given !== "string") return { wrong: `${what} is not a string` };
  const line = bounded(given.replace(BREAKS, " ").replace(ENDS, ""), what, most);
  return "text" in line && CONTROL.test(line.text) ? { wrong: `${what} contains control characters` } : line;
}

/** The text to send: normal, not empty, bounded; it may hold tabs and line breaks. */
export function paragraph(given: unknown, what: string, most: number): CheckedText {
  if (typeof given !== "string") return { wrong: `${what} is not a string` };
  return bounded(messageOf(given), what, most);
}

function bounded(line: string, what: string, most: number): CheckedText {
  if (isInvisible(line)) return { wrong: `${what} is empty` };
  const length = charactersOf(line);
  return length > most
    ? { wrong: `${what} has ${length} characters, at most ${most} are allowed` }
    : { text: line };
}
