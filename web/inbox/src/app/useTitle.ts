/** The tab's title: who is on the screen, and how many conversations are unread. */

import { useSignalEffect } from "@preact/signals";
import type { Inbox } from "../server/inbox";
import { nameOf } from "../shared/names";

export function useTitle(inbox: Inbox): void {
  useSignalEffect(() => {
    const conversation = inbox.opened.value?.conversation.value ?? null;
    const unread = inbox.unread.value;
    const title = conversation === null ? "Inbox" : nameOf(conversation);
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${title} · Threadbox`;
  });
}
