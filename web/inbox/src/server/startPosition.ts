/** Where in a conversation the timeline begins: at a target, or at the first unread message. */

import { sideOf } from "@threadbox/client/connection/replay";
import type { Conversation, Item } from "@threadbox/client/protocol";
import type { RouteTarget } from "../shared/routes";

/** Where a target stands in a conversation; `null` when there is none, or no such thread. */
export function seqOf(target: RouteTarget | null, { threads }: Conversation): number | null {
  if (target === null) return null;
  if ("seq" in target) return target.seq;
  return threads.find((thread) => thread.id === target.thread)?.episodes[0]?.seq ?? null;
}

/** About where the first unread message stands, when it is not in the newest page. */
export function unreadBefore({ items, read, unread }: Conversation): number | null {
  const found = items.filter((item) => isUnread(item, read.operator)).length;
  return found < unread.operator ? read.operator + 1 : null;
}

/** The first message of the visitor after what operators have read. */
export function firstUnread(items: readonly Item[], read: number): number | null {
  return items.find((item) => isUnread(item, read))?.seq ?? null;
}

function isUnread(item: Item, read: number): boolean {
  return item.kind === "message" && item.seq > read && sideOf(item.by) === "visitor";
}
