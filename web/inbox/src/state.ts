/**
 * Everything one signed-in operator sees, and how it is kept true: frames go in here, components
 * read signals. Built once per sign-in, closed on signing out.
 */

import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import type { Account, Author, Line, ToOperator, WebsiteName } from "@threadbox/client/protocol";
import { sideOf } from "@threadbox/client/replay";
import { Actions } from "./actions";
import { announce, announcementOf } from "./announce";
import { Composing } from "./composing";
import { type Drafts, draftsOf } from "./drafts";
import { Folds } from "./folds";
import { Lists } from "./lists";
import { Live } from "./live";
import { Opened } from "./opened";
import { Presence } from "./presence";
import { type Route, route, type Target } from "./routes";

/** A dialog that stands over the inbox. */
export type Asking =
  | { what: "start"; conversation: string }
  | { what: "end"; conversation: string; thread: string }
  | { what: "rename"; conversation: string; thread: string }
  | { what: "palette"; topics: boolean }
  | { what: "sheet" };

/** How the state reaches the server; tests replace the socket. */
export interface InboxOptions {
  operator: Account;
  onSignedOut: () => void;
  socket?: { url: string; WebSocketClass?: typeof WebSocket };
}

export class Inbox {
  readonly operator: Account;
  readonly website: Signal<WebsiteName | null> = signal(null);
  readonly live: Live;
  readonly lists: Lists;
  readonly presence = new Presence();
  readonly drafts: Drafts;
  readonly folds = new Folds();
  readonly actions: Actions;
  /** The conversation on the screen. */
  readonly opened: Signal<Opened | null> = signal(null);
  readonly asking: Signal<Asking | null> = signal(null);
  readonly composing: Composing;
  /** How many lists' worth of unread there is, for the rail and the title. */
  readonly unread: ReadonlySignal<number> = computed(() => this.lists.counts.value?.unread ?? 0);
  readonly #closing: (() => void)[] = [];
  #target: Target | null = null;
  #focused: Element | null = null;

  constructor({ operator, onSignedOut, socket }: InboxOptions) {
    this.operator = operator;
    this.drafts = draftsOf(operator.id);
    this.live = new Live(
      operator.id,
      {
        onWelcome: (welcome) => {
          this.website.value = welcome.website;
          this.presence.begin(welcome.online);
          if (!welcome.resumed) this.#startOver();
        },
        onLine: (line) => this.#apply(line),
        onSignal: (frame) => this.#signal(frame),
        onSignedOut,
      },
      socket,
    );
    this.lists = new Lists(this.live);
    this.actions = new Actions(this.live);
    this.composing = new Composing(this.drafts, this.actions);
    this.#closing.push(effect(() => this.#follow(route.value)));
  }

  /** The operator as the author of what they write. */
  get me(): Author {
    const { id, name, avatar } = this.operator;
    return { kind: "operator", id, name, avatar, origin: null };
  }

  /** Opens a dialog; where the focus was is remembered for when it closes. */
  ask(asking: Asking): void {
    if (this.asking.peek() === null) this.#focused = document.activeElement;
    this.asking.value = asking;
  }

  /** Closes the dialog and gives the focus back. */
  answered(): void {
    if (this.asking.peek() === null) return;
    this.asking.value = null;
    const before = this.#focused;
    this.#focused = null;
    // After the dialog is gone: nothing behind it can take the focus before.
    queueMicrotask(() => before instanceof HTMLElement && before.isConnected && before.focus());
  }

  /** Lets go of the connection and of every listener. */
  close(): void {
    for (const close of this.#closing) close();
    this.live.stop();
  }

  #startOver(): void {
    void this.lists.startOver(route.peek().list);
    void this.opened.peek()?.reload();
  }

  #follow({ list, conversation, target }: Route): void {
    untracked(() => {
      if (this.live.reader.place !== null) void this.lists.open(list);
      const shown = this.opened.peek();
      if (shown?.id !== conversation) this.#open(conversation, target);
      else if (target !== null && target !== this.#target) void shown?.jump(target);
      this.#target = target;
    });
  }

  #open(conversation: string | null, target: Target | null): void {
    const opened = conversation === null ? null : new Opened(conversation, this.live);
    this.composing.leave();
    this.opened.value = opened;
    void opened?.load(target).then(() => {
      const loaded = opened.conversation.peek();
      if (loaded !== null) this.composing.resume(loaded);
    });
  }

  #apply(line: Line): void {
    this.lists.apply(line);
    this.opened.peek()?.apply(line);
    const { fact } = line;
    if (fact.type !== "message_sent" || sideOf(fact.by) !== "visitor") return;
    this.presence.sent(fact.conversation);
    const row = this.lists.conversations.row(fact.conversation)?.peek();
    if (row !== undefined) announce(announcementOf(row, fact.message));
  }

  #signal(frame: ToOperator): void {
    if (frame.type === "presence") this.presence.moved(frame);
    else if (frame.type === "typing" && frame.by?.id !== this.operator.id) this.presence.typed(frame);
  }
}
