/**
 * Unsent texts: one per conversation and line (a thread or the main line), replies and notes
 * apart. They survive a reload, and the oldest are forgotten when there are very many.
 */

import { type Signal, signal } from "@preact/signals";
import { recall, remember } from "../localStore";

/** The two things an operator can write. */
export type Kind = "reply" | "note";

/** Which draft: `thread` is `null` on the main line. */
export interface DraftKey {
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

  /** The text left at a key; empty when there is none. Readers follow its changes. */
  text(key: DraftKey): string {
    this.#changes.value;
    return this.#texts.get(nameOf(key)) ?? "";
  }

  /** Leaves a text at a key; a blank one is no draft. */
  write(key: DraftKey, text: string): void {
    const name = nameOf(key);
    this.#texts.delete(name);
    if (text.trim() !== "") this.#texts.set(name, text);
    this.#forgetOldest();
    this.keep(Object.fromEntries(this.#texts));
    this.newest(key.conversation).value = this.#newestIn(key.conversation);
    this.#changes.value++;
  }

  /** Takes a text along to another key; when a text waits there, the two are exchanged. */
  move(from: DraftKey, to: DraftKey): void {
    const [carried, waiting] = [this.text(from), this.text(to)];
    if (carried.trim() === "") return;
    this.write(from, waiting);
    this.write(to, carried);
  }

  /** Where texts wait in a conversation, the one written last first. */
  keys(conversation: string): DraftKey[] {
    return [...this.#texts.keys()].flatMap((name) => keyOf(name, conversation)).reverse();
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
    const [key] = this.keys(conversation);
    return key === undefined ? null : (this.#texts.get(nameOf(key)) ?? null);
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

function nameOf(key: DraftKey): string {
  return `${key.conversation} ${key.thread ?? "main"} ${key.kind}`;
}

function keyOf(name: string, conversation: string): DraftKey[] {
  const [of, thread = "main", kind] = name.split(" ");
  if (of !== conversation || (kind !== "reply" && kind !== "note")) return [];
  return [{ conversation, thread: thread === "main" ? null : thread, kind }];
}

function readable(stored: unknown): [string, string][] {
  if (typeof stored !== "object" || stored === null) return [];
  return Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
