/**
 * One list of conversations, newest activity first: the ids that are loaded, in order, and where
 * the next page begins. One event moves one id by binary search; nothing is sorted again.
 *
 * The ids are a prefix of the whole list: whatever ranks below the last loaded one, while there
 * are more pages, is left to the page that will bring it.
 */

import { type Signal, signal } from "@preact/signals";
import type { ListName } from "../shared/routes";

/** What a place in the list is decided by. */
export interface Ranked {
  id: string;
  active_at: number;
}

/** How far a list is loaded. */
export type ListState = "new" | "loading" | "ready" | "failed";

/** Finds the ranking of a loaded id. */
type Rank = (id: string) => Ranked | undefined;

export class OrderedList {
  readonly ids: Signal<readonly string[]> = signal([]);
  readonly state: Signal<ListState> = signal("new");
  /** Where the next page begins; `null` when everything is loaded. */
  readonly cursor: Signal<string | null> = signal(null);

  constructor(
    readonly name: ListName,
    private readonly rank: Rank,
  ) {}

  /** Forgets everything, to be loaded anew. */
  reset(): void {
    this.ids.value = [];
    this.cursor.value = null;
    this.state.value = "new";
  }

  /** Replaces (first page) or extends (further page) what is loaded. */
  take(found: readonly Ranked[], cursor: string | null, first: boolean): void {
    const known = new Set(first ? [] : this.ids.peek());
    const added = found.map((one) => one.id).filter((id) => !known.has(id));
    this.ids.value = first ? added : [...this.ids.peek(), ...added];
    this.cursor.value = cursor;
    this.state.value = "ready";
  }

  /** Puts one conversation where it now belongs, or takes it out. */
  place(one: Ranked, belongs: boolean): void {
    if (this.state.peek() === "new") return;
    const ids = this.ids.peek();
    const from = ids.indexOf(one.id);
    if (belongs && from >= 0 && this.#isInOrder(ids, from, one)) return;
    const others = from < 0 ? ids : ids.filter((id) => id !== one.id);
    const to = belongs ? this.#placeAmong(others, one, from >= 0) : -1;
    if (to === from) return;
    this.ids.value = to < 0 ? others : [...others.slice(0, to), one.id, ...others.slice(to)];
  }

  /** Whether it may stay where it is. Of those that were active at the same moment the server knows the order. */
  #isInOrder(ids: readonly string[], at: number, { active_at }: Ranked): boolean {
    const above = this.rank(ids[at - 1] ?? "")?.active_at ?? Number.POSITIVE_INFINITY;
    const below = this.rank(ids[at + 1] ?? "")?.active_at ?? Number.NEGATIVE_INFINITY;
    return above >= active_at && active_at >= below;
  }

  /** A loaded row stays loaded, since activity only moves rows up; others below the last are not yet. */
  #placeAmong(ids: readonly string[], one: Ranked, loaded: boolean): number {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comesBefore(one, this.rank(ids[middle] ?? ""))) high = middle;
      else low = middle + 1;
    }
    return low === ids.length && !loaded && this.cursor.peek() !== null ? -1 : low;
  }
}

function comesBefore(one: Ranked, other: Ranked | undefined): boolean {
  if (other === undefined) return false;
  if (one.active_at !== other.active_at) return one.active_at > other.active_at;
  return one.id > other.id;
}

/**
 * The order to draw while a pointer is at work in the list: known rows keep their places, so
 * that nothing moves away under a click. `moved` counts the rows that would stand elsewhere.
 */
export function steady(
  shown: readonly string[],
  actual: readonly string[],
): { ids: readonly string[]; moved: number } {
  const remaining = new Set(actual);
  const kept = shown.filter((id) => remaining.has(id));
  const known = new Set(kept);
  const below = lastKnown(actual, known);
  const appended = actual.slice(below + 1).filter((id) => !known.has(id));
  const ids = [...kept, ...appended];
  return { ids, moved: movedUp(ids, actual) };
}

function lastKnown(actual: readonly string[], known: ReadonlySet<string>): number {
  for (let at = actual.length - 1; at >= 0; at--) if (known.has(actual[at] ?? "")) return at;
  return -1;
}

/**
 * The order to draw while a conversation is open: it keeps the place it had in the list, also when
 * it was just resolved and belongs to another one. `before` is the order drawn until now.
 */
export function withOpened(
  ids: readonly string[],
  before: readonly string[],
  opened: string | null,
): readonly string[] {
  const at = opened === null ? -1 : before.indexOf(opened);
  if (opened === null || at < 0 || ids.includes(opened)) return ids;
  return [...ids.slice(0, at), opened, ...ids.slice(at)];
}

/** Rows that are shown below one they should stand above, or are not shown at all. */
function movedUp(ids: readonly string[], actual: readonly string[]): number {
  const shownAt = new Map(ids.map((id, at) => [id, at]));
  let moved = 0;
  let highestBelow = Number.POSITIVE_INFINITY;
  for (const id of actual.toReversed()) {
    const place = shownAt.get(id);
    if (place === undefined || place > highestBelow) moved++;
    else highestBelow = place;
  }
  return moved;
}
