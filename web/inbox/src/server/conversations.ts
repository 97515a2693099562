/**
 * The conversations this browser knows, as rows: one signal each, so one event draws one row.
 *
 * Rows carry no items and only open threads, as the server's list does.
 */

import { batch, type Signal, signal } from "@preact/signals";
import { applyToRow } from "@threadbox/client/connection/replay";
import type { Conversation, Counts, Line } from "@threadbox/client/protocol";
import { learnHues } from "@threadbox/client/timeline/threadHues";
import type { ListName } from "../shared/routes";

/** What changed for one conversation: the row before (if it was known) and after. */
export type Change = (before: Conversation | undefined, after: Conversation) => void;

export class Conversations {
  readonly #rows = new Map<string, Signal<Conversation>>();
  /** Rows that are not true any more: shown until they are told anew, whatever their positions say. */
  readonly #stale = new Set<string>();

  constructor(private readonly changed: Change) {}

  /** The row of a conversation, if it is known. */
  row(id: string): Signal<Conversation> | undefined {
    return this.#rows.get(id);
  }

  /** Every known row that is in some list, as it is now. */
  all(): Conversation[] {
    return [...this.#rows.values()].map((row) => row.peek()).filter(isListed);
  }

  /** Takes an up-to-date row; an older one than the known is left aside. */
  take(row: Conversation): void {
    const known = this.#rows.get(row.id)?.peek();
    const isNewer = known === undefined || known.position <= row.position;
    if (isNewer || this.#stale.delete(row.id)) this.#put(asRow(row));
  }

  /** Applies one line; answers whether its conversation is known. */
  apply(line: Line): boolean {
    const { fact } = line;
    // What is about the website changes no row.
    if (!("conversation" in fact)) return true;
    if (this.#stale.has(fact.conversation)) return false;
    const before = this.#rows.get(fact.conversation)?.peek() ?? null;
    const after = applyToRow(before, line);
    if (after !== null && after !== before) this.#put(after);
    return after !== null;
  }

  /** These are not as the rows say, for instance because the past was lost: they are to be told anew. */
  doubt(ids: Iterable<string> = this.#rows.keys()): void {
    for (const id of ids) this.#stale.add(id);
  }

  #put(after: Conversation): void {
    learnHues(after.threads);
    this.#stale.delete(after.id);
    const row = this.#rows.get(after.id);
    const before = row?.peek();
    batch(() => {
      if (row === undefined) this.#rows.set(after.id, signal(after));
      else row.value = after;
      this.changed(before, after);
    });
  }
}

function asRow(conversation: Conversation): Conversation {
  const threads = conversation.threads.filter((thread) => thread.state === "open");
  return { ...conversation, items: [], threads, data: {}, events: [] };
}

/** Before its first item a conversation is in no list, nor once its history went on elsewhere. */
function isListed(conversation: Conversation): boolean {
  return conversation.last_seq > 0 && conversation.merged_into === null;
}

/** Whether a conversation stands in a list. */
export function belongs(conversation: Conversation, list: ListName): boolean {
  if (!isListed(conversation)) return false;
  return list === "all" || (conversation.state === "resolved") === (list === "resolved");
}

/** The counts after one conversation changed; `before` is absent when it is new. */
export function counted(counts: Counts, before: Conversation | undefined, after: Conversation): Counts {
  return {
    open: counts.open + delta(before, after, (one) => belongs(one, "open")),
    resolved: counts.resolved + delta(before, after, (one) => belongs(one, "resolved")),
    unread: counts.unread + delta(before, after, (one) => belongs(one, "open") && one.unread.operator > 0),
  };
}

function delta(
  before: Conversation | undefined,
  after: Conversation,
  counts: (one: Conversation) => boolean,
): number {
  return Number(counts(after)) - Number(before !== undefined && counts(before));
}
