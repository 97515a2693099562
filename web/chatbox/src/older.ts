/** A page of older messages, put before those that are here already. */

import type { Conversation, HistoryPage } from "@threadbox/client/protocol";
import { withThreads } from "@threadbox/client/threadList";

/** The conversation with the page in it; `oldest` is the `seq` of the first item it had. */
export function withOlder(conversation: Conversation, page: HistoryPage, oldest: number): Conversation {
  return {
    ...conversation,
    items: [...page.items.filter(({ seq }) => seq < oldest), ...conversation.items],
    threads: withThreads(conversation.threads, page.threads),
    has_older: page.has_older,
  };
}
