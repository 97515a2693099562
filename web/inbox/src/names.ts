/** How people are called on the screen, and the colour of their initials. */

import type { Author, Conversation, Profile } from "@threadbox/client/protocol";

/** Eight calm colours for initials; see `avatar.css`. */
const HUES = 8;

/** The name of a visitor: a nickname, else the e-mail's, else a short handle to tell them apart. */
export function visitorName(id: string, profile: Profile): string {
  if (profile.nickname !== null) return profile.nickname;
  if (profile.email !== null) return profile.email.split("@")[0] ?? profile.email;
  return `Visitor ${handle(id)}`;
}

/** The name of the visitor of a conversation. */
export function nameOf(conversation: Pick<Conversation, "id" | "profile">): string {
  return visitorName(conversation.id, conversation.profile);
}

/** Who wrote a message or set a marker, to an operator. */
export function authorName(by: Author, visitor: string): string {
  if (by.kind === "visitor") return visitor;
  if (by.kind === "page") return "the page";
  if (by.kind === "backend") return by.name === null ? "a key" : `key ${by.name}`;
  return by.name ?? "An operator";
}

/** The last four letters of an id: enough to tell unnamed visitors apart. */
function handle(id: string): string {
  return (
    id
      .replace(/[^0-9a-z]/gi, "")
      .slice(-4)
      .toUpperCase() || "?"
  );
}

/** One or two letters for a face without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = letter(words[0]);
  const second = words.length > 1 ? letter(words.at(-1)) : "";
  return (first + second).toLocaleUpperCase() || "?";
}

function letter(word: string | undefined): string {
  return /[\p{L}\p{N}]/u.exec(word ?? "")?.[0] ?? "";
}

/** A stable colour for an id. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (hash % HUES) + 1;
}
