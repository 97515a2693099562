/** The threads of a conversation in the order of the outline, and each in one line of words. */

import type { Thread } from "@threadbox/client/protocol";
import { numeral } from "../locale";
import { duration, shortTime } from "../timeFormat";

/** Open threads first, the current one on top; then the ended, newest end first. */
export function sortedThreads(threads: readonly Thread[], current: string | null): Thread[] {
  return [...threads].sort((a, b) => rank(b, current) - rank(a, current) || newest(b) - newest(a));
}

function rank(thread: Thread, current: string | null): number {
  if (thread.id === current) return 2;
  return thread.state === "open" ? 1 : 0;
}

function newest(thread: Thread): number {
  const episode = thread.episodes.at(-1);
  return episode?.ended_seq ?? episode?.seq ?? 0;
}

/** "6 messages · 17 min" while open; "14 messages · 2 h 10 min · ended Mon" after. */
export function threadSummary(thread: Thread, now: number): string {
  const parts = [counted(thread.messages), duration(secondsOpen(thread, now))];
  const endedAt = thread.episodes.at(-1)?.ended_at ?? null;
  if (endedAt !== null) parts.push(`ended ${shortTime(endedAt, now)}`);
  else if (thread.episodes.length > 1) parts.push(`${thread.episodes.length} episodes`);
  return parts.join(" · ");
}

/** "open 17 min · first reply 38 s", for the bar above the timeline. */
export function threadClocks(thread: Thread, now: number): string {
  const episode = thread.episodes.at(-1);
  if (episode === undefined) return "";
  if (episode.ended_at !== null) return `ended · ${duration((episode.ended_at - episode.at) / 1000)}`;
  const open = `open ${duration((now - episode.at) / 1000)}`;
  if (episode.first_reply_at === null) return `${open} · no reply yet`;
  return `${open} · first reply ${duration((episode.first_reply_at - episode.at) / 1000)}`;
}

/** "1 message", "12 messages", "no messages". */
export function counted(messages: number): string {
  if (messages === 0) return "no messages";
  return messages === 1 ? "1 message" : `${numeral(messages)} messages`;
}

/** How long a thread was open, all its episodes together. */
function secondsOpen(thread: Thread, now: number): number {
  return thread.episodes.reduce((sum, episode) => sum + ((episode.ended_at ?? now) - episode.at) / 1000, 0);
}
