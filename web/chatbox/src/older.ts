/** A page of older messages, put before those that are here already. */

import type { Conversation, HistoryPage } from "@threadbox/client/protocol";

/** The conversation with the page in it; `oldest` is the `seq` of the first item it had. */
export function withOlder(conversation: Conversation, page: HistoryPage, oldest: number): Conversation {
  const known = new Set(conversation.threads.map(({ id }) => id));
  const threads = [...conversation.threads, ...page.threads.filter(({ id }) => !known.has(id))];
  return {
    ...conversation,
    items: [...page.items.filter(({ seq }) => seq < oldest), ...conversation.items],
    threads: threads.sort((a, b) => a.number - b.number),
    has_older: page.has_older,
  };
}
