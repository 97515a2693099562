/**
 * Unsent texts: one per conversation and line (a thread or the main line), replies and notes
 * apart. They survive a reload, and the oldest are forgotten when there are very many.
 */

import { type Signal, signal } from "@preact/signals";
import { recall, remember } from "../localStore";

/** The two things an operator can write. */
export type Kind = "reply" | "note";

/** Which draft: `thread` is `null` on the main line. */
export interface DraftPlace {
  conversation: string;
  thread: string | null;
  kind: Kind;
}

/** Beyond this many, nobody comes back to the oldest. */
const KEPT = 200;

type Stored = Record<string, string>;

/** The drafts of this browser, by conversation, so that the list can show them row by row. */
export class Drafts {
  readonly #texts: Map<string, string>;
  readonly #newest = new Map<string, Signal<string | null>>();
  readonly #changes = signal(0);

  constructor(
    stored: unknown = {},
    private readonly keep: (drafts: Stored) => void = () => {},
  ) {
    this.#texts = new Map(readable(stored));
  }

  /** The text left at a place; empty when there is none. Readers follow its changes. */
  text(place: DraftPlace): string {
    this.#changes.value;
    return this.#texts.get(keyOf(place)) ?? "";
  }

  /** Leaves a text at a place; a blank one is no draft. */
  write(place: DraftPlace, text: string): void {
    const key = keyOf(place);
    this.#texts.delete(key);
    if (text.trim() !== "") this.#texts.set(key, text);
    this.#forgetOldest();
    this.keep(Object.fromEntries(this.#texts));
    this.newest(place.conversation).value = this.#newestIn(place.conversation);
    this.#changes.value++;
  }

  /** Takes a text along to another place; when a text waits there, the two change places. */
  move(from: DraftPlace, to: DraftPlace): void {
    const [carried, waiting] = [this.text(from), this.text(to)];
    if (carried.trim() === "") return;
    this.write(from, waiting);
    this.write(to, carried);
  }

  /** Where texts wait in a conversation, the one written last first. */
  places(conversation: string): DraftPlace[] {
    return [...this.#texts.keys()].flatMap((key) => placeOf(key, conversation)).reverse();
  }

  /** The text written last in a conversation, as a signal for its row; `null`: there is none. */
  newest(conversation: string): Signal<string | null> {
    let newest = this.#newest.get(conversation);
    if (newest === undefined) {
      newest = signal(this.#newestIn(conversation));
      this.#newest.set(conversation, newest);
    }
    return newest;
  }

  #newestIn(conversation: string): string | null {
    const [place] = this.places(conversation);
    return place === undefined ? null : (this.#texts.get(keyOf(place)) ?? null);
  }

  #forgetOldest(): void {
    for (const key of this.#texts.keys()) {
      if (this.#texts.size <= KEPT) return;
      this.#texts.delete(key);
    }
  }
}

/** The drafts of one operator in this browser; a colleague who signs in here has their own. */
export function draftsOf(operator: string): Drafts {
  const name = `drafts.${operator}`;
  return new Drafts(recall(name), (drafts) => remember(name, drafts));
}

function keyOf(place: DraftPlace): string {
  return `${place.conversation} ${place.thread ?? "main"} ${place.kind}`;
}

function placeOf(key: string, conversation: string): DraftPlace[] {
  const [of, thread = "main", kind] = key.split(" ");
  if (of !== conversation || (kind !== "reply" && kind !== "note")) return [];
  return [{ conversation, thread: thread === "main" ? null : thread, kind }];
}

function readable(stored: unknown): [string, string][] {
  if (typeof stored !== "object" || stored === null) return [];
  return Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
