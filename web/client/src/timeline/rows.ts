/**
 * The timeline as rows to draw: a pure function of items, threads, what is still being sent
 * and what is folded. Both apps draw the same rows. `making.ts` makes a row of each thing,
 * `arranging.ts` adds what depends on neighbours, `rails.ts` the lines beside them.
 */

import type { Item, Thread } from "../protocol";
import { itemRows, pendingRows, spanOfStart, typingRows } from "./itemRows";
import { type RailMark, railsOf } from "./rails";
import { addDays, addUnread, joinRuns, makeKeysUnique, nameThreads } from "./rowLayout";
import type { Row, RowsInput } from "./rowTypes";
import { learnHues } from "./threadHues";
import { indexed, type Span, spansOf, threadsById } from "./threadSpans";

export type { Pending } from "./pendingItems";
export type { Rail, RailEdge, RailMark, RailStyle } from "./rails";
export type * from "./rowTypes";
export type { Hue } from "./threadHues";
export type { Audience } from "./threadSpans";

/** The rows to draw, from the oldest loaded item to the newest, ending in what is being sent or typed. */
export function rows(input: RowsInput): Row[] {
  const { only = null } = input;
  const wanted = only === null ? input : onlyOf(only, input);
  const threads = threadsById(input.items, input.threads);
  const spans = spansOf(threads, wanted).filter((span) => only === null || span.thread.id === only);
  const end = Math.max(wanted.items.at(-1)?.seq ?? 0, ...spans.map((span) => span.to ?? span.from));
  const sending = wanted.hasNewer ? [] : pendingRows(wanted, end, threads);
  const typing = wanted.hasNewer ? [] : typingRows(wanted, end + sending.length + 1);
  const starting = sending.flatMap(spanOfStart);
  learnHues([...threads.values(), ...numbered(starting, threads)]);
  const all = indexed([...spans, ...starting]);
  const drafts = [...itemRows(wanted, threads, all), ...sending];
  nameThreads(drafts, all);
  const whole = [...addDays(addUnread(drafts, wanted)), ...typing];
  makeKeysUnique(whole);
  joinRuns(whole);
  const rails = railsOf(whole, whole.map(markOf), all.list, input.audience === "operator" ? 3 : 1);
  whole.forEach((row, index) => {
    row.rails = rails[index] ?? [];
  });
  return whole;
}

/** Threads that are being started, with the numbers they will most likely have. */
function numbered(starting: readonly Span[], threads: ReadonlyMap<string, Thread>): Thread[] {
  const last = Math.max(0, ...[...threads.values()].map(({ number }) => number));
  return starting.map(({ thread }, index) => ({ ...thread, number: thread.number || last + 1 + index }));
}

/** Narrowed to one thread, which is then never folded. */
function onlyOf(only: string, input: RowsInput): RowsInput {
  return {
    ...input,
    items: input.items.filter((item) => item.thread === only),
    pending: input.pending?.filter((pending) => pending.thread === only) ?? [],
    typing: input.typing?.filter((face) => face.thread === only) ?? [],
    folds: new Map([[only, false]]),
  };
}

function markOf(row: Row): RailMark | null {
  if (row.kind === "end") return "dot";
  if (row.kind !== "start" && row.kind !== "reopened") return null;
  if (row.sending && row.sending.state !== "done") return "pending";
  return row.kind === "start" ? "ring" : "half";
}

/**
 * `next`, with every row that is as in `previous` replaced by that very object, so that a
 * component which compares by identity redraws only what changed.
 */
export function keepRows(previous: readonly Row[], next: readonly Row[]): Row[] {
  const before = new Map(previous.map((row) => [row.key, row]));
  return next.map((row) => {
    const old = before.get(row.key);
    return old && isSame(old, row, 3) ? old : row;
  });
}

/** Which message of its thread `seq` is, as in "8 of 42"; needs the timeline's newest items. */
export function placeInThread(
  items: readonly Item[],
  thread: Thread,
  seq: number,
): { place: number; of: number } {
  const later = items.filter((item) => item.seq > seq && item.thread === thread.id && isSaid(item)).length;
  return { place: Math.max(0, thread.messages - later), of: thread.messages };
}

function isSaid(item: Item): boolean {
  return item.kind === "message" && item.content.type !== "note";
}

/** Equal, comparing objects built here down to `depth`, and what came from the server by identity. */
function isSame(a: unknown, b: unknown, depth: number): boolean {
  if (Object.is(a, b)) return true;
  if (depth === 0 || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isSame((a as Fields)[key], (b as Fields)[key], depth - 1));
}

type Fields = Record<string, unknown>;
