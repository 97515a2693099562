/** Who is here and who types: signals that were never stored and may vanish at any moment. */

import { type Signal, signal } from "@preact/signals";
import { sideOf } from "@threadbox/client/connection/replay";
import type {
  Author,
  Face,
  Page,
  PresenceSignal,
  TypingSignal,
  VisitorHere,
} from "@threadbox/client/protocol";

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
  /** By name, so that nobody changes places while several type. */
  colleagues: Signal<readonly ColleagueTyping[]>;
}

/** The protocol's word: typing is over when nothing is heard for six seconds. */
const TYPING_MILLISECONDS = 6_000;

export class Presence {
  /** Whether the server tells us: without a connection nobody can be said to be here, or not. */
  readonly known: Signal<boolean> = signal(false);
  readonly #here = new Map<string, Here>();
  /** By conversation and who types. */
  readonly #expiries = new Map<string, ReturnType<typeof setTimeout>>();

  /** The signals of one conversation. */
  of(conversation: string): Here {
    let here = this.#here.get(conversation);
    if (here === undefined) {
      here = { online: signal(false), page: signal(null), typing: signal(null), colleagues: signal([]) };
      this.#here.set(conversation, here);
    }
    return here;
  }

  /** Takes over who is online and where, when the connection begins. */
  begin(online: readonly VisitorHere[]): void {
    const pages = new Map(online.map(({ conversation, page }) => [conversation, page]));
    for (const id of pages.keys()) this.of(id);
    for (const [id, here] of this.#here) {
      here.online.value = pages.has(id);
      here.page.value = pages.get(id) ?? null;
    }
    this.known.value = true;
  }

  /** The connection is lost: who is here is not known any more. */
  lose(): void {
    this.known.value = false;
    for (const timer of this.#expiries.values()) clearTimeout(timer);
    this.#expiries.clear();
    for (const { online, typing, colleagues } of this.#here.values()) {
      online.value = false;
      typing.value = null;
      colleagues.value = [];
    }
  }

  /** A visitor came, moved to another page, or went. */
  moved(frame: PresenceSignal): void {
    const here = this.of(frame.conversation);
    here.online.value = frame.online;
    here.page.value = frame.page;
    if (!frame.online) this.#end(frame.conversation, null);
  }

  /** Somebody types: the visitor (`by` is null) or a colleague. */
  typed({ conversation, by, typing, thread }: TypingSignal): void {
    this.#end(conversation, by?.id ?? null);
    if (!typing) return;
    const here = this.of(conversation);
    if (by === null) here.typing.value = { thread };
    else here.colleagues.value = [...here.colleagues.value, { face: by, thread }].sort(byName);
    const expiry = setTimeout(() => this.#end(conversation, by?.id ?? null), TYPING_MILLISECONDS);
    this.#expiries.set(keyOf(conversation, by?.id ?? null), expiry);
  }

  /** A message arrived: what its author was typing is sent. */
  sent(conversation: string, by: Author): void {
    this.#end(conversation, sideOf(by) === "visitor" ? null : by.id);
  }

  #end(conversation: string, id: string | null): void {
    const key = keyOf(conversation, id);
    clearTimeout(this.#expiries.get(key));
    this.#expiries.delete(key);
    const { typing, colleagues } = this.of(conversation);
    if (id === null) typing.value = null;
    else if (colleagues.value.some(({ face }) => face.id === id))
      colleagues.value = colleagues.value.filter(({ face }) => face.id !== id);
  }
}

function keyOf(conversation: string, id: string | null): string {
  return `${conversation} ${id ?? "visitor"}`;
}

function byName(one: ColleagueTyping, other: ColleagueTyping): number {
  return one.face.name.localeCompare(other.face.name) || (one.face.id < other.face.id ? -1 : 1);
}
