/**
 * The timeline as rows to draw: a pure function of items, threads, what is still being sent
 * and what is folded. Both apps draw the same rows. `drafts.ts` makes a row of each thing,
 * `arranging.ts` adds what depends on neighbours, `rails.ts` the lines beside them.
 */

import { addDays, addUnread, joinRuns, makeKeysUnique, nameThreads } from "./arranging";
import { itemRows, pendingRows, spanOfStart, typingRows } from "./drafts";
import type { Pending } from "./pending";
import type {
  Author,
  Content,
  Ended,
  Episode,
  Face,
  Item,
  Message,
  Refused,
  Renamed,
  Reopened,
  Started,
  Thread,
} from "./protocol";
import { type Rail, type RailMark, railsOf } from "./rails";
import { type Audience, indexed, spansOf, threadsById } from "./spans";

export type { Pending } from "./pending";
export type { Hue, Rail, RailEdge, RailMark, RailStyle } from "./rails";
export type { Audience } from "./spans";

export interface RowsInput {
  /** The loaded items, ascending by `seq`. */
  items: readonly Item[];
  threads: readonly Thread[];
  /** What the outbox holds, from `pendingOf`. */
  pending?: readonly Pending[];
  audience: Audience;
  /** What the reader folded (true) or unfolded (false) by hand, by thread id. */
  folds: ReadonlyMap<string, boolean>;
  /** The reader's read mark when the view was opened; null: nothing was unread. */
  unreadAfter: number | null;
  /** The newest `seq` when the view was opened: what ends later does not fold under the reader. */
  openedAt?: number;
  typing?: readonly TypingFace[];
  /** There are newer items that are not loaded: the end of the rows is not the end of the timeline. */
  hasNewer?: boolean;
  /** Show the items of this thread only. */
  only?: string | null;
}

export interface TypingFace {
  /** Null: the visitor. */
  by: Face | null;
  thread: string | null;
}

interface Common {
  /** Stays the same while the row stands for the same thing, also when a sent message is stored. */
  key: string;
  /** The thread the row belongs to; null: the main line, or no thread's. */
  thread: string | null;
  /** Place in the order; between two items' for rows that are no item. */
  seq: number;
  at: number;
  rails: readonly Rail[];
}

/** Midnight-to-midnight separator; `at` is the first row's time of that day. */
export interface DayRow extends Common {
  kind: "day";
}

/** A thread's ring. `item` is null while it is still being sent. */
export interface StartRow extends Common {
  kind: "start" | "reopened";
  item: Started | Reopened | null;
  by: Author;
  topic: string;
  info: Thread | null;
  /** The thread has ended, so a click may fold it. */
  foldable: boolean;
  sending: Sending | null;
}

export interface EndRow extends Common {
  kind: "end";
  item: Ended;
  topic: string;
  info: Thread | null;
  /** It is the thread's last end, and the thread is still ended. */
  reopenable: boolean;
  /** Other threads run past it, so it has to say whose end it is. */
  named: boolean;
}

/** Operators only: a rename's trace. */
export interface RenamedRow extends Common {
  kind: "renamed";
  item: Renamed;
}

export interface MessageRow extends Common {
  kind: "message";
  /** Null while it is still being sent. */
  item: Message | null;
  by: Author;
  side: "visitor" | "operator";
  content: Content;
  note: boolean;
  /** First and last of a run: same author and thread, each within five minutes of the one before. */
  first: boolean;
  last: boolean;
  /** Names the message's thread where its place alone does not tell; `thread` null: the main line. */
  chip: Chip | null;
  /** Operators only: the ended thread that a late message seems to continue. */
  follows: Follows | null;
  sending: Sending | null;
}

export interface UnreadRow extends Common {
  kind: "unread";
  count: number;
}

/** One episode of a folded thread. */
export interface FoldedRow extends Common {
  kind: "folded";
  info: Thread;
  episode: Episode;
  topic: string;
  messages: number;
  seconds: number | null;
  /** Messages of it that were unread when the view was opened. */
  unread: number;
  /** Who wrote, in order of first appearance, as far as the items are loaded. */
  authors: readonly Author[];
}

/** A thread that was started and ended with nothing said. */
export interface EmptyRow extends Common {
  kind: "empty";
  info: Thread;
  episode: Episode;
  topic: string;
  seconds: number;
}

export interface TypingRow extends Common {
  kind: "typing";
  by: Face | null;
}

export type Row =
  | DayRow
  | StartRow
  | EndRow
  | RenamedRow
  | MessageRow
  | UnreadRow
  | FoldedRow
  | EmptyRow
  | TypingRow;

export interface Chip {
  thread: string | null;
  topic: string | null;
}

export interface Follows {
  thread: string;
  topic: string;
  /** The thread is still ended, so *Reopen* makes sense. */
  reopenable: boolean;
}

export interface Sending {
  id: string;
  state: Pending["state"];
  refused: Refused | null;
}

/** The rows to draw, from the oldest loaded item to the newest, ending in what is being sent or typed. */
export function rows(input: RowsInput): Row[] {
  const { only = null } = input;
  const wanted = only === null ? input : onlyOf(only, input);
  const threads = threadsById(input.items, input.threads);
  const spans = spansOf(threads, wanted).filter((span) => only === null || span.thread.id === only);
  const end = Math.max(wanted.items.at(-1)?.seq ?? 0, ...spans.map((span) => span.to ?? span.from));
  const sending = wanted.hasNewer ? [] : pendingRows(wanted, end, threads);
  const typing = wanted.hasNewer ? [] : typingRows(wanted, end + sending.length + 1);
  const all = indexed([...spans, ...sending.flatMap(spanOfStart)]);
  const drafts = [...itemRows(wanted, threads, all), ...sending];
  nameThreads(drafts, all);
  const whole = [...addDays(addUnread(drafts, wanted)), ...typing];
  makeKeysUnique(whole);
  joinRuns(whole);
  const rails = railsOf(whole, whole.map(markOf), all.list, input.audience === "operator" ? 3 : 1);
  for (const [index, row] of whole.entries()) row.rails = rails[index] ?? [];
  return whole;
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
