/**
 * The one polite live region: what arrives is said once. Several at once become a count, so a
 * busy inbox does not talk without end.
 */

import { signal } from "@preact/signals";
import { previewOf } from "@threadbox/client/connection/replay";
import type { Conversation, Message } from "@threadbox/client/protocol";
import { nameOf } from "./names";

/** What the live region says now. */
export const announced = signal("");

/** A burst within this time is one announcement. */
const GATHER_MILLISECONDS = 700;

let waiting: string[] = [];

/** Says a text to people who listen. */
export function announce(text: string): void {
  waiting.push(text);
  if (waiting.length === 1) setTimeout(speak, GATHER_MILLISECONDS);
}

function speak(): void {
  announced.value = summary(waiting);
  waiting = [];
}

/** One text as it is; more of them as a count. */
export function summary(texts: readonly string[]): string {
  return texts.length === 1 ? (texts[0] ?? "") : `${texts.length} new messages`;
}

/** "Mira Sol: it answers 502". */
export function announcementOf(conversation: Conversation, message: Message): string {
  return `${nameOf(conversation)}: ${previewOf(message.content)}`;
}
