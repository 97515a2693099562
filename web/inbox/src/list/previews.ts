/** What the list says of a conversation in one line: the last words, and whose they are. */

import type { Author, Conversation } from "@threadbox/client/protocol";
import { plain } from "@threadbox/client/text/markup";

/** The server cuts a preview after so many characters, wherever that is. */
const CUT_CHARACTERS = 120;
const MARKS = ["```", "**", "__", "~~", "`"];

/** One line of a preview. `by`: whose words they are, with a colon; empty when they are the visitor's. */
export interface Preview {
  by: string;
  words: string;
}

/** The last words of a conversation, as `me` sees them; else what began last in it. */
export function previewOf({ preview, threads }: Conversation, me: string): Preview {
  if (preview !== null) return { by: speaker(preview.by, me), words: plainText(preview.text) };
  const newest = [...threads].sort((a, b) => startOf(b) - startOf(a))[0];
  return newest === undefined
    ? { by: "", words: "No messages yet" }
    : { by: "Started:", words: newest.topic };
}

/** A text in one line, without the marks of its form. */
export function plainText(text: string): string {
  const isCut = [...text].length >= CUT_CHARACTERS;
  return plain(isCut ? MARKS.reduce(withoutOpen, text) : text);
}

/** What is opened before the cut and closed after it would stand there as it was typed. */
function withoutOpen(text: string, mark: string): string {
  const pieces = text.split(mark);
  if (pieces.length % 2 === 1) return text;
  const last = pieces.pop() ?? "";
  return pieces.join(mark) + last;
}

function speaker(by: Author, me: string): string {
  if (by.kind === "operator") return by.id === me ? "You:" : `${by.name ?? "An operator"}:`;
  return by.kind === "backend" ? `${by.name ?? "A key"}:` : "";
}

function startOf({ episodes }: Conversation["threads"][number]): number {
  return episodes.at(-1)?.seq ?? 0;
}
