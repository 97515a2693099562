/**
 * What a person typed or pasted, as it is sent: the twin of `message_text` in `domain/text.py`. Both
 * read `protocol/vectors/text.json`.
 */

import { MESSAGE_CHARACTERS } from "../limits";

/** Whatever breaks a line somewhere: presentations copy VT, printers' texts FF, mainframes NEL. */
const BREAKS = /\r\n|[\r\v\f\x85\u2028\u2029]/g;
/** Terminals copy ESC, old files NUL and DEL; half a surrogate pair is no character. */
const DROPPED = /(?![\t\n])[\p{Cc}\p{Cs}]/gu;
const INVISIBLE = /^[\t\n\p{Zs}\p{DI}\u2028\u2029\u2800\ufff9-\ufffb]*$/u;

/** With one kind of line break and no other control characters than tabs: what people mean. */
export function normal(text: string): string {
  return text.replace(BREAKS, "\n").replace(DROPPED, "");
}

/** The text to send: normal, without blank lines around it; its first line keeps its indentation. */
export function messageOf(text: string): string {
  const body = normal(text).trimEnd();
  return body.slice(body.lastIndexOf("\n", body.length - body.trimStart().length) + 1);
}

/** Nobody could see anything of it. */
export function isInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/** How many characters there are, however many units of UTF-16 each takes. */
export function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** How many characters a message has too many; 0 when it can be sent as it is. */
export function excessOf(text: string): number {
  // A character has one unit or two, so counting is seldom needed.
  return text.length > MESSAGE_CHARACTERS ? Math.max(0, charactersOf(text) - MESSAGE_CHARACTERS) : 0;
}
