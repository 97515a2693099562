/**
 * What the panel shows, derived from the conversation and from what the person did here: folds, the
 * line they write to, how far they had read when they opened the panel.
 */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isLookedAt, watchAttention } from "@threadbox/client/browser/attention";
import type { Answer } from "@threadbox/client/content/contents";
import type { Author, Thread } from "@threadbox/client/protocol";
import { type Pending, pendingOf } from "@threadbox/client/timeline/pendingItems";
import { keepRows, type Row, rows } from "@threadbox/client/timeline/rows";
import type { Viewed } from "@threadbox/client/ui/Viewer";
import type { Bridge } from "../../bridge/bridge";
import { ComposerState } from "../composer/composerState";
import { openFirst } from "../composer/target";
import type { LiveConversation } from "../conversation/liveConversation";
import type { RevealedThread } from "../crisp/effects";
import { type Settings, settingsOf } from "../crisp/settings";
import { setMedia } from "../ui/content/media";
import { createEmailPrompt, type EmailPrompt } from "./emailPrompt";
import { LocalItems } from "./localItems";
import { mediaOf } from "./media";

/** How far the person had read when the panel came into view, and what was newest then. */
interface Opening {
  unreadAfter: number | null;
  at: number;
}

/** The state of the panel. */
export class PanelState {
  readonly isOpen = signal(false);
  /** The panel is open in a tab that somebody looks at. */
  readonly isSeen: ReadonlySignal<boolean>;
  readonly isSheetOpen = signal(false);
  /** What the page configured, as it is now. */
  readonly settings: Signal<Settings>;
  /** The search view lies over the chat, with this query; `null` when it does not. */
  readonly helpdesk = signal<string | null>(null);
  /** The picture that is looked at. */
  readonly viewed = signal<Viewed | null>(null);
  readonly composer: ComposerState;
  readonly openThreads: ReadonlySignal<readonly Thread[]>;
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** The items, with what only this page shows. */
  readonly localItems: LocalItems;
  readonly email: EmailPrompt;
  /** The thread that is to be scrolled to; `null`: the end. */
  readonly revealed = signal<{ thread: string | null } | null>(null);
  readonly #isVisible = signal(document.visibilityState === "visible");
  readonly #isLookedAt = signal(isLookedAt());
  /** The newest item whose end was in view. */
  readonly #seen = signal(0);
  readonly #folds = signal<ReadonlyMap<string, boolean>>(new Map());
  readonly #opening = signal<Opening>({ unreadAfter: null, at: Number.POSITIVE_INFINITY });
  readonly #live: LiveConversation;
  readonly #bridge: Bridge;
  readonly #stops: (() => void)[] = [];
  #readUpTo = 0;

  constructor(live: LiveConversation, bridge: Bridge) {
    this.#live = live;
    this.#bridge = bridge;
    this.settings = signal(settingsOf(bridge.configured, bridge.voice));
    this.composer = new ComposerState(live, bridge, () => this.#me);
    this.email = createEmailPrompt(live, bridge);
    this.localItems = new LocalItems(live, bridge.session);
    const { conversation, typing } = live;
    this.isSeen = computed(() => this.isOpen.value && this.#isVisible.value);
    this.openThreads = computed(() => openFirst(conversation.value?.threads ?? []));
    let drawn: readonly Row[] = [];
    this.rows = computed(() => {
      const { unreadAfter, at } = this.#opening.value;
      const next = rows({
        items: this.localItems.items.value,
        threads: conversation.value?.threads ?? [],
        pending: this.#pending(),
        audience: "visitor",
        folds: this.#folds.value,
        unreadAfter,
        openedAt: at,
        typing: typing.value,
      });
      drawn = keepRows(drawn, next);
      return drawn;
    });
    setMedia(
      mediaOf(bridge.origin, live, this.composer.files, (picture) => {
        this.viewed.value = picture;
      }),
    );
    this.#watch();
  }

  /** The page configured something. */
  configure(): void {
    const { configured, voice } = this.#bridge;
    this.settings.value = settingsOf(configured, voice);
  }

  /** Sends what is in the composer. */
  send(): void {
    if (this.composer.send()) this.revealed.value = { thread: null };
  }

  /** The person chose the line to write to: a thread, or `null` for the main line. */
  choose(thread: string | null): void {
    this.isSheetOpen.value = false;
    this.composer.choose(thread);
    this.revealed.value = { thread };
  }

  /** Shows a thread, unfolded, and scrolls to it. */
  show(thread: string): void {
    this.isSheetOpen.value = false;
    this.fold(thread, false);
    const shown = this.#live.conversation.value?.threads.find(({ id }) => id === thread);
    const start = shown?.episodes.at(-1)?.seq;
    if (start !== undefined) this.#live.older.loadBackTo(start);
    this.revealed.value = { thread };
  }

  fold(thread: string, folded: boolean): void {
    this.#folds.value = new Map(this.#folds.value).set(thread, folded);
  }

  /** A thread that a command of the page named. */
  reveal(line: RevealedThread): void {
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
    onSend: (): void => this.send(),
    onFold: (thread: string, folded: boolean): void => this.fold(thread, folded),
    onRetry: (id: string): void => this.#retry(id),
    onDismiss: (id: string): void => this.#dismiss(id),
    onAnswer: (seq: number, answer: Answer): void => this.localItems.answer(seq, answer),
    onFiles: (files: Iterable<File>): void => void this.composer.attach(files),
    onSeen: (seq: number): void => {
      this.#seen.value = seq;
    },
  };

  stop(): void {
    for (const stop of this.#stops) stop();
    this.composer.stop();
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
        const isCovered = this.isSheetOpen.value || (this.helpdesk.value ?? this.viewed.value) !== null;
        if (this.isOpen.value && this.#isLookedAt.value && !isCovered) this.markRead(this.#seen.value);
      }),
    );
    this.#stops.push(
      effect(() => {
        // It opens at what is unread then, not where the person wrote last.
        if (!this.isOpen.value) this.revealed.value = null;
      }),
    );
  }

  /** What this browser sends, as the timeline shows it: commands on their way, and files before them. */
  #pending(): Pending[] {
    const { conversation, outbox } = this.#live;
    const files = this.composer.files.value;
    const commands = pendingOf(outbox.entries.value, conversation.value, this.#me);
    return this.localItems.among(files?.among(commands, this.#me) ?? commands);
  }

  #retry(id: string): void {
    this.composer.files.value?.retry(id);
    this.#live.outbox.retry(id);
    this.#live.flush();
  }

  #dismiss(id: string): void {
    this.composer.files.value?.cancel(id);
    this.#live.outbox.dismiss(id);
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
}
