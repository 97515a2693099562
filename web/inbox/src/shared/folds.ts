/**
 * What the operator said about folding ended threads, remembered in this browser. Threads that
 * nothing was said about follow the rule in `client/spans.ts`.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { recall, remember } from "./localStore";

/** Beyond this many, the oldest decisions fall back to the rule. */
const KEPT = 1000;

export class Folds {
  readonly #said;

  constructor(
    stored: unknown = recall("folds"),
    private readonly keep: (said: Record<string, boolean>) => void = (said) => remember("folds", said),
  ) {
    this.#said = signal<ReadonlyMap<string, boolean>>(new Map(readable(stored)));
  }

  /** Per thread id: `true` is folded, `false` unfolded, absent is left to the rule. */
  get said(): ReadonlySignal<ReadonlyMap<string, boolean>> {
    return this.#said;
  }

  /** Folds or unfolds threads; `null` leaves them to the rule again. */
  set(threads: readonly string[], fold: boolean | null): void {
    if (threads.length === 0) return;
    const next = new Map(this.#said.peek());
    for (const thread of threads) {
      next.delete(thread);
      if (fold !== null) next.set(thread, fold);
    }
    for (const oldest of next.keys()) {
      if (next.size <= KEPT) break;
      next.delete(oldest);
    }
    this.#said.value = next;
    this.keep(Object.fromEntries(next));
  }
}

function readable(stored: unknown): [string, boolean][] {
  if (typeof stored !== "object" || stored === null) return [];
  return Object.entries(stored).filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean");
}
