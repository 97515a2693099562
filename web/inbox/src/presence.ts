/** Who is here and who types: signals that were never stored and may vanish at any moment. */

import { type Signal, signal } from "@preact/signals";
import type { Face, Page, PresenceSignal, TypingSignal } from "@threadbox/client/protocol";

/** The visitor types in a thread, or on the main line (`null`). */
export interface VisitorTyping {
  thread: string | null;
}

/** A colleague who types in the same conversation. */
export interface ColleagueTyping {
  face: Face;
  thread: string | null;
}

/** What is known of one conversation right now. */
export interface Here {
  online: Signal<boolean>;
  page: Signal<Page | null>;
  typing: Signal<VisitorTyping | null>;
  colleague: Signal<ColleagueTyping | null>;
}

/** The protocol's word: typing is over when nothing is heard for six seconds. */
const TYPING_MILLISECONDS = 6_000;

export class Presence {
  /** Whether the server tells us: without a connection nobody can be said to be here, or not. */
  readonly known: Signal<boolean> = signal(false);
  readonly #here = new Map<string, Here>();
  readonly #expiries = new Map<Signal<unknown>, ReturnType<typeof setTimeout>>();

  /** The signals of one conversation. */
  of(conversation: string): Here {
    let here = this.#here.get(conversation);
    if (here === undefined) {
      here = { online: signal(false), page: signal(null), typing: signal(null), colleague: signal(null) };
      this.#here.set(conversation, here);
    }
    return here;
  }

  /** Takes over who is online, when the connection begins. */
  begin(online: readonly string[]): void {
    const now = new Set(online);
    for (const id of now) this.of(id);
    for (const [id, here] of this.#here) here.online.value = now.has(id);
    this.known.value = true;
  }

  /** The connection is lost: who is here is not known any more. */
  lose(): void {
    this.known.value = false;
    for (const { online, typing, colleague } of this.#here.values()) {
      online.value = false;
      this.#set(typing, null);
      this.#set(colleague, null);
    }
  }

  /** A visitor came, moved to another page, or went. */
  moved(frame: PresenceSignal): void {
    const here = this.of(frame.conversation);
    here.online.value = frame.online;
    if (frame.page !== null) here.page.value = frame.page;
    if (!frame.online) this.#set(here.typing, null);
  }

  /** Somebody types: the visitor (`by` is null) or a colleague. */
  typed(frame: TypingSignal): void {
    const here = this.of(frame.conversation);
    if (frame.by === null) this.#set(here.typing, frame.typing ? { thread: frame.thread } : null);
    else this.#set(here.colleague, frame.typing ? { face: frame.by, thread: frame.thread } : null);
  }

  /** A message from the visitor arrived: what was being typed is sent. */
  sent(conversation: string): void {
    this.#set(this.of(conversation).typing, null);
  }

  #set<T>(typing: Signal<T | null>, value: T | null): void {
    clearTimeout(this.#expiries.get(typing));
    this.#expiries.delete(typing);
    typing.value = value;
    if (value !== null)
      this.#expiries.set(
        typing,
        setTimeout(() => this.#set(typing, null), TYPING_MILLISECONDS),
      );
  }
}
