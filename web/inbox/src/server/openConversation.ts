/**
 * The conversation on the screen: its state, and a window onto its timeline.
 *
 * The window is one unbroken run of items. It grows at either end by pages and lets go of the far
 * end when it is large, so a conversation of any length costs the same. While it reaches the
 * newest item, new ones join it; once it does not, they are left to the page that will bring them.
 */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isLookedAt } from "@threadbox/client/browser/attention";
import { apply, isOf, sideOf } from "@threadbox/client/connection/replay";
import type { Conversation, HistoryPage, Item, Line, Message, Thread } from "@threadbox/client/protocol";
import { missingThreads, withThreads } from "@threadbox/client/timeline/threadPages";
import type { RouteTarget } from "../shared/routes";
import { type OperatorConnection, RefusedError } from "./operatorConnection";
import { firstUnread, seqOf, unreadBefore } from "./startPosition";
import { type StateChange, stateChangeOf } from "./stateChanges";

/** The run of items that is loaded, ascending by `seq`. */
export interface Span {
  items: readonly Item[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** Where the timeline is to go next. `flash` marks the item that was asked for. */
export type ScrollTarget = { to: "end" } | { to: "seq"; seq: number; flash: boolean };

export type OpenState = "loading" | "ready" | "missing" | "failed";

/** Items asked for at a time. */
const PAGE_ITEMS = 100;
/** Rows drawn at most, give or take a page: about twelve screens. A folded thread is one row. */
const ROWS_MOST = 400;

export class OpenConversation {
  readonly state: Signal<OpenState> = signal("loading");
  readonly span: Signal<Span> = signal({ items: [], hasOlder: false, hasNewer: false });
  /** What the timeline should show next; it sets this back to `null` when it has. */
  readonly scrollTarget: Signal<ScrollTarget | null> = signal(null);
  /** Everything of the visitor after this was unread when the operator came; `null`: nothing was. */
  readonly unreadAfter: Signal<number | null> = signal(null);
  /** How many there were: more than are loaded, when there are many. */
  readonly unreadThen = signal(0);
  /** The newest `seq` at that time: what ends later does not fold under the reader. */
  readonly openedAt = signal(0);
  /** Whether the newest item is in view; the timeline says so. */
  readonly atEnd = signal(true);
  readonly loadingOlder = signal(false);
  readonly loadingThreads = signal(false);
  /** When it was resolved and reopened, as far as that was heard here. */
  readonly stateChanges: Signal<readonly StateChange[]> = signal([]);
  readonly #conversation: Signal<Conversation | null> = signal(null);
  /** The `seq` of the first message of the visitor that came while nobody looked here. */
  unseen: number | null = null;
  /** How many rows the items amount to; the timeline says so. */
  rowsDrawn = 0;
  #loadingNewer = false;

  /** The conversation without items; `null` until it is loaded. */
  readonly conversation: ReadonlySignal<Conversation | null> = this.#conversation;
  /** Every thread by id. */
  readonly threads: ReadonlySignal<ReadonlyMap<string, Thread>> = computed(
    () => new Map((this.#conversation.value?.threads ?? []).map((thread) => [thread.id, thread])),
  );

  constructor(
    readonly id: string,
    private readonly connection: OperatorConnection,
  ) {}

  /** Loads the newest page, or the items around a target or the first unread message. */
  async load(target: RouteTarget | null): Promise<void> {
    try {
      const page = await this.#reachingTo(await this.#newest(), target);
      const seq = seqOf(target, page) ?? unreadBefore(page);
      const away = seq !== null && page.has_older && seq < (page.items[0]?.seq ?? 0);
      const around = away ? await this.#history({ around: seq }) : null;
      this.#begin(around === null ? page : await this.#current(page), around, target);
    } catch (error) {
      const gone = error instanceof RefusedError && error.refused.code === "not_found";
      this.state.value = gone ? "missing" : "failed";
    }
  }

  /** Brings everything up to date after the past was lost, without moving the reader. */
  async reload(): Promise<void> {
    // What is still on its way is asked again by `OperatorConnection`, and comes with its target.
    if (this.state.peek() !== "ready") return;
    const page = await this.#newest();
    batch(() => this.#take(page, null));
  }

  /** Goes to a message or a thread's start; false when there is no such place. */
  async jump(target: RouteTarget): Promise<boolean> {
    const conversation = this.#conversation.peek();
    if (conversation === null) return false;
    const whole = await this.#reachingTo(conversation, target);
    this.#learn(whole.threads);
    const seq = seqOf(target, whole);
    if (seq === null) return false;
    const page = this.#holds(seq) ? null : await this.#history({ around: seq });
    batch(() => {
      if (page !== null) this.#show(page);
      this.scrollTarget.value = { to: "seq", seq, flash: true };
    });
    return true;
  }

  /** Goes to the newest item. */
  async toEnd(): Promise<void> {
    const page = this.span.peek().hasNewer ? await this.#newest() : null;
    batch(() => {
      if (page !== null) this.#take(page, null);
      this.scrollTarget.value = { to: "end" };
    });
  }

  /** Applies one line of this conversation. */
  apply(line: Line): void {
    const before = this.#conversation.peek();
    if (before === null || !isOf(line.fact, this.id)) return;
    const after = apply({ ...before, items: [] }, line);
    if (after === null || after.position === before.position) return;
    const trace = stateChangeOf(before, line);
    if (trace !== null) this.stateChanges.value = [...this.stateChanges.peek(), trace];
    this.#conversation.value = { ...after, items: [] };
    if (line.fact.type === "message_updated") this.#replace(line.fact.message);
    // What was brought may begin long before the page that came with it.
    if (line.fact.type === "history_brought") void this.reload();
    this.#divide(after.items);
    this.#append(after.items);
  }

  /** Whether the operator is looking: what arrives is then read, and needs no divider. */
  isWatched(): boolean {
    return this.atEnd.peek() && !this.span.peek().hasNewer && isLookedAt();
  }

  /** Loads a page of the threads that are missing from the conversation. */
  async olderThreads(): Promise<void> {
    const missing = missingThreads(this.#conversation.peek()?.threads ?? []);
    if (missing === null || this.loadingThreads.peek()) return;
    this.loadingThreads.value = true;
    try {
      this.#learn(await this.#threads(missing.before));
    } finally {
      this.loadingThreads.value = false;
    }
  }

  /** Loads the page before the first item. */
  async older(): Promise<void> {
    const { items, hasOlder } = this.span.peek();
    const first = items[0];
    if (first === undefined || !hasOlder || this.loadingOlder.peek()) return;
    this.loadingOlder.value = true;
    try {
      const page = await this.#history({ before: first.seq });
      if (this.span.peek().items[0] !== first) return;
      this.#learn(page.threads);
      const whole = [...page.items, ...this.span.peek().items];
      const kept = whole.slice(0, whole.length - this.#spare());
      this.span.value = this.#reaching({ items: kept, hasOlder: page.has_older });
    } finally {
      this.loadingOlder.value = false;
    }
  }

  /** Loads the page after the last item. */
  async newer(): Promise<void> {
    const { items, hasNewer } = this.span.peek();
    const last = items.at(-1);
    if (last === undefined || !hasNewer || this.#loadingNewer) return;
    this.#loadingNewer = true;
    try {
      const page = await this.#history({ after: last.seq });
      if (this.span.peek().items.at(-1) !== last) return;
      const spare = this.#spare();
      const kept = [...this.span.peek().items, ...page.items].slice(spare);
      this.span.value = this.#reaching({ items: kept, hasOlder: this.span.peek().hasOlder || spare > 0 });
    } finally {
      this.#loadingNewer = false;
    }
  }

  async #newest(): Promise<Conversation> {
    const { conversation } = await this.connection.query({ type: "conversation", conversation: this.id });
    return this.connection.reader.upToDate(conversation, "full") ?? (await this.#newest());
  }

  #history(position: { before: number } | { after: number } | { around: number }) {
    return this.connection.query({ type: "history", conversation: this.id, limit: PAGE_ITEMS, ...position });
  }

  /** A page that waited for another answer, with the lines that came meanwhile. */
  async #current(page: Conversation): Promise<Conversation> {
    return this.connection.reader.upToDate(page, "full") ?? (await this.#newest());
  }

  /** Everything the first drawing needs, at once: or it would be drawn at a wrong place. */
  #begin(page: Conversation, around: HistoryPage | null, target: RouteTarget | null): void {
    batch(() => {
      this.#take(page, around);
      this.openedAt.value = page.last_seq;
      const asked = seqOf(target, page);
      const unread = firstUnread(this.span.peek().items, page.read.operator);
      this.unreadThen.value = page.unread.operator;
      if (page.unread.operator > 0) this.unreadAfter.value = page.read.operator;
      if (asked !== null) this.scrollTarget.value = { to: "seq", seq: asked, flash: true };
      else if (page.unread.operator > 0 && unread !== null)
        this.scrollTarget.value = { to: "seq", seq: unread, flash: false };
      else this.scrollTarget.value = { to: "end" };
      this.state.value = "ready";
    });
  }

  #take(page: Conversation, around: HistoryPage | null): void {
    this.#conversation.value = { ...page, items: [] };
    this.#show(around ?? page);
  }

  #show({ items, threads, has_older }: HistoryPage | Conversation): void {
    this.#learn(threads);
    this.span.value = this.#reaching({ items, hasOlder: has_older });
  }

  /** Threads that the view did not have. */
  #learn(threads: readonly Thread[]): void {
    const conversation = this.#conversation.peek();
    if (conversation !== null)
      this.#conversation.value = { ...conversation, threads: withThreads(conversation.threads, threads) };
  }

  async #threads(before: number): Promise<Thread[]> {
    return (await this.connection.query({ type: "threads", conversation: this.id, before })).threads;
  }

  /** The conversation with the thread of the target in it: one that ended long ago is looked for. */
  async #reachingTo(conversation: Conversation, target: RouteTarget | null): Promise<Conversation> {
    let { threads } = conversation;
    const isMeant = ({ id }: Thread) => target !== null && "thread" in target && id === target.thread;
    let missing = target !== null && "thread" in target ? missingThreads(threads) : null;
    while (missing !== null && !threads.some(isMeant)) {
      threads = withThreads(threads, await this.#threads(missing.before));
      missing = missingThreads(threads);
    }
    return { ...conversation, threads };
  }

  #holds(seq: number): boolean {
    const { items, hasOlder, hasNewer } = this.span.peek();
    const first = items[0]?.seq ?? 0;
    const last = items.at(-1)?.seq ?? 0;
    return (seq >= first || !hasOlder) && (seq <= last || !hasNewer);
  }

  /** A message that has another content now, such as the answer to its question. */
  #replace(message: Message): void {
    const span = this.span.peek();
    const items = span.items.map((item) => (item.seq === message.seq ? message : item));
    this.span.value = { ...span, items };
  }

  /** The first message that arrives unseen gets the divider above it; an answer takes it away. */
  #divide(items: readonly Item[]): void {
    for (const item of items) {
      if (item.kind !== "message") continue;
      if (sideOf(item.by) === "operator") this.unreadAfter.value = null;
      else if (!this.isWatched()) {
        this.unseen ??= item.seq;
        if (this.unreadAfter.peek() === null) this.unreadAfter.value = item.seq - 1;
      }
    }
  }

  #append(items: readonly Item[]): void {
    const { items: known, hasOlder, hasNewer } = this.span.peek();
    const last = known.at(-1)?.seq ?? 0;
    const added = items.filter((item) => item.seq > last);
    if (hasNewer || added.length === 0) return;
    const whole = [...known, ...added];
    const spare = this.atEnd.peek() ? this.#spare() : 0;
    this.span.value = { items: whole.slice(spare), hasOlder: hasOlder || spare > 0, hasNewer };
  }

  /** How many items may go at the far end. */
  #spare(): number {
    return this.rowsDrawn > ROWS_MOST ? PAGE_ITEMS : 0;
  }

  /** Whether there is more to come is known from the conversation itself, which is always current. */
  #reaching({ items, hasOlder }: Omit<Span, "hasNewer">): Span {
    const newest = this.#conversation.peek()?.last_seq ?? 0;
    return { items, hasOlder, hasNewer: (items.at(-1)?.seq ?? newest) < newest };
  }
}
