/** What is older than the newest page: messages and threads, put before those that are here already. */

import { type Signal, signal } from "@preact/signals";
import { clientId } from "@threadbox/client/browser/builtins";
import type { Conversation, HistoryPage, ThreadsPage, VisitorFrame } from "@threadbox/client/protocol";
import { withThreads } from "@threadbox/client/timeline/threadPages";
import { PASSED_ITEMS, pageSizeAfter } from "./pageSizes";

/** Asks for what is older, and puts it into the conversation when it comes. */
export class History {
  /** Messages are on their way. */
  readonly isComing = signal(false);
  readonly #conversation: Signal<Conversation | null>;
  readonly #send: (frame: VisitorFrame) => boolean;
  #asked: string | null = null;
  /** Messages are fetched until this `seq` is here. */
  #wanted = Number.POSITIVE_INFINITY;

  constructor(conversation: Signal<Conversation | null>, send: (frame: VisitorFrame) => boolean) {
    this.#conversation = conversation;
    this.#send = send;
  }

  /** Asks for the messages before the oldest one here. */
  readonly load = (): void => {
    const { items, has_older } = this.#conversation.value ?? { items: [] };
    const [oldest] = items;
    if (!oldest || this.isComing.value || !has_older) return;
    const id = clientId();
    const limit = this.#wanted < oldest.seq ? PASSED_ITEMS : pageSizeAfter(items.length);
    if (!this.#send({ type: "history", id, before: oldest.seq, limit })) return;
    this.#asked = id;
    this.isComing.value = true;
  };

  /** Fetches messages until the item `seq` is among them. */
  loadBackTo(seq: number): void {
    const { items } = this.#conversation.value ?? { items: [] };
    if (!items[0] || items[0].seq <= seq) return;
    this.#wanted = seq;
    this.load();
  }

  /** Asks for the newest threads numbered below `before`. */
  readonly loadThreads = (before: number): void => {
    this.#send({ type: "threads", id: clientId(), before });
  };

  /** An answer has come. */
  take(page: HistoryPage | ThreadsPage): void {
    const conversation = this.#conversation.value;
    if (page.type === "history" && page.id !== this.#asked) return;
    if (!conversation) return;
    const threads = withThreads(conversation.threads, page.threads);
    this.#conversation.value = { ...conversation, threads };
    if (page.type === "history") this.#prepend(page);
  }

  /** What was asked is lost with the connection. */
  rewind(): void {
    this.isComing.value = false;
  }

  #prepend({ items, has_older }: HistoryPage): void {
    this.rewind();
    this.#asked = null;
    const conversation = this.#conversation.value;
    const oldest = conversation?.items[0]?.seq;
    if (!conversation || oldest === undefined) return;
    const before = items.filter(({ seq }) => seq < oldest);
    this.#conversation.value = { ...conversation, items: [...before, ...conversation.items], has_older };
    if (this.#wanted < (items[0]?.seq ?? 0) && has_older) this.load();
    else this.#wanted = Number.POSITIVE_INFINITY;
  }
}
