/** How people are called on the screen. */

import type { Author, Conversation, Profile } from "@threadbox/client/protocol";

/** The name of a visitor: a nickname, else the e-mail's, else a short handle to tell them apart. */
export function visitorName(id: string, profile: Profile): string {
  if (profile.nickname !== null) return profile.nickname;
  if (profile.email !== null) return profile.email.split("@")[0] ?? profile.email;
  return `Visitor ${handle(id)}`;
}

/** Whether a visitor has said who they are. */
export function isNamed({ nickname, email }: Profile): boolean {
  return nickname !== null || email !== null;
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

/** Two letters for a face without a picture, as the chatbox has them: of two names one each. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = letters(words[0]);
  const two = words.length > 1 ? [first[0], letters(words.at(-1))[0]] : first.slice(0, 2);
  return two.join("").toLocaleUpperCase() || "?";
}

function letters(word: string | undefined): string[] {
  return (word ?? "").match(/[\p{L}\p{N}]/gu) ?? [];
}
