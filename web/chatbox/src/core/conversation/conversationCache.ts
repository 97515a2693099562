/**
 * The newest part of the conversation, kept in this browser: the next page shows it at once and
 * asks the server only for what came since.
 */

import type { LogPlace } from "@threadbox/client/connection/logReader";
import type { Conversation, Face } from "@threadbox/client/protocol";
import { isRecord } from "../../bridge/arguments";
import type { Store } from "../../bridge/services";

/** Enough to fill the panel; the rest is a scroll away. */
const ITEMS = 40;

/** What is kept: a conversation and the place in the log at which it is true. */
export interface Cached extends LogPlace {
  conversation: Conversation;
  operators: Face[];
}

/** What was kept for this session, unless it is not what this version writes. */
export function readCache(store: Store, session: string): Cached | null {
  const kept = store.of<unknown>("cache", session);
  if (!isRecord(kept) || !isRecord(kept.conversation)) return null;
  const { items, threads, id } = kept.conversation;
  const isWhole = Array.isArray(items) && Array.isArray(threads) && Array.isArray(kept.operators);
  return isWhole && typeof id === "string" ? (kept as unknown as Cached) : null;
}

/** Keeps the newest items. */
export function writeCache(store: Store, session: string, cached: Cached): void {
  const { items, has_older } = cached.conversation;
  const conversation = {
    ...cached.conversation,
    items: items.slice(-ITEMS),
    has_older: has_older || items.length > ITEMS,
  };
  store.write("cache", { session, value: { ...cached, conversation } });
}
