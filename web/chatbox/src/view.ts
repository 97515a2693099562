/**
 * What the panel shows, derived from the conversation and from what the person did here: folds, the
 * line they write to, how far they had read when they opened the panel.
 */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isLookedAt, watchAttention } from "@threadbox/client/attention";
import type { Answer } from "@threadbox/client/contents";
import { now, runSoon } from "@threadbox/client/early";
import type { Author, Thread } from "@threadbox/client/protocol";
import { keepRows, type Row, rows } from "@threadbox/client/rows";
import { Drafts, MAIN } from "./drafts";
import type { RevealedLine } from "./effects";
import { createEmailAsk, type EmailAsk } from "./email";
import type { Live } from "./live";
import { Outgoing } from "./outgoing";
import { type Settings, settingsOf } from "./settings";
import { Shown } from "./shown";
import type { Bridge } from "./state";
import { openFirst, type Target, targetOf } from "./target";
import { setMedia } from "./ui/media";
import { mediaOf } from "./ui/mediaOf";
import type { Uploads } from "./uploads";

/** How far the person had read when the panel came into view, and what was newest then. */
interface Opening {
  unreadAfter: number | null;
  at: number;
}

const TYPING_MILLISECONDS = 3_000;

/** The state of the panel. */
export class View {
  readonly isOpen = signal(false);
  /** The panel is open in a tab that somebody looks at. */
  readonly isSeen: ReadonlySignal<boolean>;
  readonly isSheetOpen = signal(false);
  /** What the page configured, as it is now. */
  readonly settings: Signal<Settings>;
  /** The search view lies over the chat, with this query; `null` when it does not. */
  readonly helpdesk = signal<string | null>(null);
  readonly drafts: Drafts;
  readonly openThreads: ReadonlySignal<readonly Thread[]>;
  readonly target: ReadonlySignal<Target>;
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** Files on their way. */
  readonly uploads: Uploads;
  /** The items, with what only this page shows. */
  readonly shown: Shown;
  readonly email: EmailAsk;
  /** The thread that is to be scrolled to; `null`: the end. */
  readonly revealed = signal<{ thread: string | null } | null>(null);
  readonly #isVisible = signal(document.visibilityState === "visible");
  readonly #isLookedAt = signal(isLookedAt());
  /** The newest item whose end was in view. */
  readonly #seen = signal(0);
  readonly #folds = signal<ReadonlyMap<string, boolean>>(new Map());
  readonly #opening = signal<Opening>({ unreadAfter: null, at: Number.POSITIVE_INFINITY });
  readonly #outgoing: Outgoing;
  readonly #live: Live;
  readonly #bridge: Bridge;
  readonly #stops: (() => void)[] = [];
  #typedAt = 0;
  #isTyping = false;
  #readUpTo = 0;

  constructor(live: Live, bridge: Bridge) {
    this.#live = live;
    this.#bridge = bridge;
    this.settings = signal(settingsOf(bridge.configured, bridge.voice));
    this.drafts = new Drafts(bridge);
    this.email = createEmailAsk(live, bridge);
    this.#outgoing = new Outgoing(live, bridge);
    this.uploads = this.#outgoing.uploads;
    this.shown = new Shown(live, bridge.session);
    const { conversation, typing } = live;
    this.isSeen = computed(() => this.isOpen.value && this.#isVisible.value);
    this.openThreads = computed(() => openFirst(conversation.value?.threads ?? []));
    this.target = computed(() => targetOf(live.outbox.entries.value, live.conversation.value, this.#me));
    let drawn: readonly Row[] = [];
    this.rows = computed(() => {
      const { unreadAfter, at } = this.#opening.value;
      const next = rows({
        items: this.shown.items.value,
        threads: conversation.value?.threads ?? [],
        pending: this.#outgoing.pending(this.#me),
        audience: "visitor",
        folds: this.#folds.value,
        unreadAfter,
        openedAt: at,
        typing: typing.value,
      });
      drawn = keepRows(drawn, next);
      return drawn;
    });
    setMedia(mediaOf(bridge.origin, live, this.uploads));
    this.#watch();
  }

  get line(): string {
    return this.target.value.id ?? MAIN;
  }

  /** The text in the composer. */
  get text(): string {
    return this.drafts.texts.value[this.line] ?? "";
  }

  /** The page configured something. */
  configure(): void {
    const { configured, voice } = this.#bridge;
    this.settings.value = settingsOf(configured, voice);
  }

  /** The person typed. */
  write(text: string): void {
    this.drafts.write(this.line, text);
    if (!text) this.#stopTyping();
    else this.#sayTyping();
  }

  #sayTyping(): void {
    if (now() - this.#typedAt < TYPING_MILLISECONDS) return;
    this.#typedAt = now();
    this.#isTyping = true;
    this.#live.sayTyping(true, this.#wireLine());
  }

  /** Sends what is in the composer. */
  send(): void {
    const text = this.text.trim();
    if (!text) return;
    this.#live.post({ type: "send", text, thread: this.#wireLine() });
    this.drafts.write(this.line, "");
    this.revealed.value = { thread: null };
    this.#stopTyping();
  }

  /** Sends files to the line that is written to now. */
  sendFiles(files: Iterable<File>): void {
    const thread = this.target.value.id;
    // An upload takes its time: what is current now may not be what is current then.
    this.uploads.add(files, { line: thread === null ? "main" : this.#wireLine(), thread });
    this.revealed.value = { thread: null };
  }

  /** The person chose the line to write to: a thread, or `null` for the main line. */
  choose(thread: string | null): void {
    this.isSheetOpen.value = false;
    if (thread !== this.target.value.id)
      this.#live.post(thread ? { type: "select_thread", thread } : { type: "select_thread", main: true });
    this.revealed.value = { thread };
  }

  /** Shows a thread, unfolded, and scrolls to it. */
  show(thread: string): void {
    this.isSheetOpen.value = false;
    this.fold(thread, false);
    const shown = this.#live.conversation.value?.threads.find(({ id }) => id === thread);
    const start = shown?.episodes.at(-1)?.seq;
    if (start !== undefined) this.#live.loadBackTo(start);
    this.revealed.value = { thread };
  }

  fold(thread: string, folded: boolean): void {
    this.#folds.value = new Map(this.#folds.value).set(thread, folded);
  }

  /** A thread that a command of the page named. */
  reveal(line: RevealedLine): void {
    if (line === null) return;
    const threads = this.#live.conversation.value?.threads ?? [];
    const meant = threads.findLast(
      ({ id, external_id, topic }) =>
        id === line.thread || (line.external_id && external_id === line.external_id) || topic === line.topic,
    );
    if (meant) this.revealed.value = { thread: meant.id };
  }

  /** Everything up to `most` is read, whether the panel is open or not. */
  markRead(most = Number.POSITIVE_INFINITY): void {
    const conversation = this.#live.conversation.value;
    const seq = Math.min(most, conversation?.last_seq ?? 0);
    if (!conversation?.unread.visitor || Math.max(this.#readUpTo, conversation.read.visitor) >= seq) return;
    this.#readUpTo = seq;
    this.#live.post({ type: "read", seq });
  }

  /** What the components call; the same functions for the whole life of the panel. */
  readonly actions = {
    onWrite: (text: string): void => this.write(text),
    onSend: (): void => this.send(),
    onFold: (thread: string, folded: boolean): void => this.fold(thread, folded),
    onRetry: (id: string): void => this.#outgoing.retry(id),
    onDismiss: (id: string): void => this.#outgoing.dismiss(id),
    onAnswer: (seq: number, answer: Answer): void => this.shown.answer(seq, answer),
    onFiles: (files: Iterable<File>): void => this.sendFiles(files),
    onSeen: (seq: number): void => {
      this.#seen.value = seq;
    },
  };

  stop(): void {
    for (const stop of this.#stops) stop();
    this.drafts.stop();
    this.uploads.stop();
  }

  get #me(): Author {
    const { id, known } = this.#bridge.session;
    return { kind: "visitor", id, name: known.profile.nickname ?? null, avatar: null, origin: null };
  }

  #watch(): void {
    const look = () => {
      this.#isVisible.value = document.visibilityState === "visible";
      this.#isLookedAt.value = isLookedAt();
    };
    const isThere = computed(() => this.#live.conversation.value !== null);
    this.#stops.push(watchAttention(look));
    this.#stops.push(
      effect(() => {
        // Also when the conversation arrives only after the panel was opened.
        if (this.isSeen.value && isThere.value) this.#came();
      }),
    );
    this.#stops.push(
      effect(() => {
        const isCovered = this.isSheetOpen.value || this.helpdesk.value !== null;
        if (this.isOpen.value && this.#isLookedAt.value && !isCovered) this.markRead(this.#seen.value);
      }),
    );
    this.#stops.push(
      effect(() => {
        // It opens at what is unread then, not where the person wrote last.
        if (!this.isOpen.value) this.revealed.value = null;
      }),
    );
    let line = MAIN;
    this.#stops.push(
      effect(() => {
        const next = this.line;
        const from = line;
        line = next;
        void runSoon(() => this.drafts.follow(from, next));
      }),
    );
    this.#stops.push(
      effect(() => {
        this.#bridge.panel.text = this.text;
      }),
    );
  }

  /** The panel came into view: what is unread now gets a divider, what is read may fold. */
  #came(): void {
    const conversation = this.#live.conversation.peek();
    if (!conversation) return;
    this.#opening.value = {
      unreadAfter: conversation.unread.visitor > 0 ? conversation.read.visitor : null,
      at: conversation.last_seq,
    };
  }

  /** The line in the words of the protocol. A start that is on its way is "current" when it arrives. */
  #wireLine(): string {
    const { id } = this.target.value;
    if (id !== null) return id.startsWith("pending:") ? "current" : id;
    return this.openThreads.value.length > 0 ? "main" : "current";
  }

  #stopTyping(): void {
    if (!this.#isTyping) return;
    this.#isTyping = false;
    this.#live.sayTyping(false, this.#wireLine());
  }
}
