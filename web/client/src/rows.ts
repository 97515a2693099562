/**
 * The timeline as rows to draw: a pure function of items, threads, what is still being sent
 * and what is folded. Both apps draw the same rows; every rule of how a timeline reads is here.
 */

import type { Pending } from "./pending";
import type {
  Author,
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
import { sideOf } from "./replay";
import { type Audience, isUnread, type Span, spanAt, spansOf, threadsById } from "./spans";

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
  text: string;
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

const RUN_MILLISECONDS = 5 * 60_000;

/** The rows to draw, from the oldest loaded item to the newest, ending in what is being sent or typed. */
export function rows(input: RowsInput): Row[] {
  const items = input.only ? input.items.filter((item) => item.thread === input.only) : input.items;
  const threads = threadsById(input.items, input.threads);
  const spans = input.only
    ? spansOf(threads, { ...input, folds: new Map([[input.only, false]]) }).filter(isOf(input.only))
    : spansOf(threads, input);
  const after = Math.max(items.at(-1)?.seq ?? 0, ...spans.map((span) => span.to ?? span.from));
  const sending = input.hasNewer ? [] : pendingRows(input, after, threads);
  const drafts = [...itemRows(items, threads, spans, input), ...sending];
  const all = [...spans, ...sending.flatMap(spanOfStart)];
  const told = withNames(drafts, all, threads);
  const dated = withDays(withUnread(told, input));
  if (!input.hasNewer) dated.push(...typingRows(input, after + sending.length + 1));
  return withRails(withRuns(withUniqueKeys(dated)), all, input.audience);
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

function itemRows(
  items: readonly Item[],
  threads: ReadonlyMap<string, Thread>,
  spans: readonly Span[],
  input: RowsInput,
): Row[] {
  const summed = new Set<Span>();
  return items.flatMap((item): Row[] => {
    const span = spanAt(spans, item.thread, item.seq);
    if (span === null || span.draw === "rail") return [itemRow(item, threads, input.audience)];
    if (summed.has(span)) return [];
    summed.add(span);
    return [span.draw === "empty" ? emptyRow(span, item) : foldedRow(span, item, items, input)];
  });
}

function itemRow(item: Item, threads: ReadonlyMap<string, Thread>, audience: Audience): Row {
  const info = threads.get(item.thread ?? "") ?? null;
  const common = { key: `i${item.seq}`, thread: item.thread, seq: item.seq, at: item.at, rails: [] };
  switch (item.kind) {
    case "message":
      return { ...common, ...messageParts(item, threads, audience) };
    case "started":
    case "reopened": {
      const kind = item.kind === "started" ? "start" : "reopened";
      const foldable = info?.state === "ended";
      const topic = info?.topic || item.topic;
      return { ...common, kind, item, by: item.by, topic, info, foldable, sending: null };
    }
    case "ended": {
      const reopenable = info?.state === "ended" && info.episodes.at(-1)?.ended_seq === item.seq;
      return {
        ...common,
        kind: "end",
        item,
        topic: info?.topic || item.topic,
        info,
        reopenable,
        named: false,
      };
    }
    case "renamed":
      return { ...common, kind: "renamed", item };
  }
}

function messageParts(item: Message, threads: ReadonlyMap<string, Thread>, audience: Audience) {
  const ended = threads.get(item.follows ?? "");
  return {
    // A message keeps the key it had while it was being sent.
    key: item.client_id ?? `i${item.seq}`,
    kind: "message" as const,
    item,
    by: item.by,
    side: sideOf(item.by),
    text: item.content.text,
    note: item.content.type === "note",
    first: true,
    last: true,
    chip: null,
    follows:
      audience === "operator" && ended
        ? { thread: ended.id, topic: ended.topic, reopenable: ended.state === "ended" }
        : null,
    sending: null,
  };
}

function foldedRow(span: Span, first: Item, items: readonly Item[], input: RowsInput): FoldedRow {
  const { thread: info, episode } = span;
  const mine = items.filter(
    (item) => item.thread === info.id && item.seq >= span.from && item.seq <= (span.to ?? item.seq),
  );
  return {
    kind: "folded",
    key: `f${info.id}:${span.from}`,
    thread: info.id,
    seq: first.seq,
    at: first.at,
    rails: [],
    info,
    episode,
    topic: info.topic,
    messages: episode.messages,
    seconds: secondsOf(episode),
    unread: mine.filter((item) => isUnread(item, input)).length,
    authors: authorsOf(mine),
  };
}

function emptyRow({ thread: info, episode, from }: Span, first: Item): EmptyRow {
  const place = { key: `e${info.id}:${from}`, thread: info.id, seq: first.seq, at: first.at, rails: [] };
  return { kind: "empty", ...place, info, episode, topic: info.topic, seconds: secondsOf(episode) ?? 0 };
}

function pendingRows(input: RowsInput, after: number, threads: ReadonlyMap<string, Thread>): Row[] {
  const wanted = (input.pending ?? []).filter((each) => !input.only || each.thread === input.only);
  return wanted.map((pending, index): Row => {
    const { id, at, by, text, thread, state, refused } = pending;
    const common = { key: id, thread, seq: after + index + 1, at, rails: [] };
    const sending = { id, state, refused };
    if (pending.what === "start" || pending.what === "reopen") {
      const info = threads.get(thread ?? "") ?? null;
      const kind = pending.what === "start" ? "start" : "reopened";
      return { ...common, kind, item: null, by, topic: text, info, foldable: false, sending };
    }
    const said = { item: null, by, side: sideOf(by), text, note: pending.what === "note" };
    return {
      ...common,
      kind: "message",
      ...said,
      first: true,
      last: true,
      chip: null,
      follows: null,
      sending,
    };
  });
}

/** A start that is being sent has a rail already; one that failed has not. */
function spanOfStart(row: Row): Span[] {
  if ((row.kind !== "start" && row.kind !== "reopened") || row.thread === null) return [];
  if (row.sending === null || row.sending.state === "failed") return [];
  const episode = { ended_seq: null, messages: 0 } as Episode;
  const thread = row.info ?? ({ id: row.thread, topic: row.topic, state: "open" } as Thread);
  return [{ thread, episode, from: row.seq, to: null, draw: "rail" }];
}

function typingRows(input: RowsInput, seq: number): TypingRow[] {
  const wanted = (input.typing ?? []).filter((each) => !input.only || each.thread === input.only);
  return wanted.map(({ by, thread }, index) => ({
    kind: "typing",
    key: `typing:${by?.id ?? "visitor"}`,
    thread,
    seq: seq + index,
    at: 0,
    rails: [],
    by,
  }));
}

/** Names threads where they cannot be told from what stands above: chips on messages, topics on ends. */
function withNames(
  drafts: readonly Row[],
  spans: readonly Span[],
  threads: ReadonlyMap<string, Thread>,
): Row[] {
  let said: MessageRow | undefined;
  return drafts.map((row, index) => {
    if (row.kind === "end") return { ...row, named: runningPast(row, spans).length > 0 };
    if (row.kind !== "message") return row;
    const chip = needsChip(row, said, drafts[index - 1], spans);
    said = row;
    if (!chip) return row;
    const topic = row.thread === null ? null : (topicOf(row.thread, spans, threads) ?? "");
    return { ...row, chip: { thread: row.thread, topic } };
  });
}

/** `said` is the message before, `above` the row before: a message, a marker, a folded thread. */
function needsChip(
  row: MessageRow,
  said: MessageRow | undefined,
  above: Row | undefined,
  spans: readonly Span[],
): boolean {
  const outside = row.thread !== null && spanAt(spans, row.thread, row.seq) === null;
  if (outside) return above?.kind !== "message" || above.thread !== row.thread;
  if (said?.thread === row.thread) return false;
  const past = runningPast(row, spans);
  if (row.thread === null) return said !== undefined && past.length > 0;
  // Right under the marker of the only thread that runs, its topic stands there already.
  return past.length > 0 || above === undefined || !isMarkerOf(above, row);
}

/** The rails of other threads beside this row. */
function runningPast(row: Row, spans: readonly Span[]): Span[] {
  const isPast = ({ draw, from, to, thread }: Span) =>
    draw === "rail" &&
    thread.id !== row.thread &&
    from < row.seq &&
    row.seq < (to ?? Number.POSITIVE_INFINITY);
  return spans.filter(isPast);
}

function topicOf(thread: string, spans: readonly Span[], threads: ReadonlyMap<string, Thread>) {
  return threads.get(thread)?.topic ?? spans.find((span) => span.thread.id === thread)?.thread.topic;
}

/** The divider stands before the first unread message, and before a marker right above that. */
function withUnread(drafts: readonly Row[], input: RowsInput): Row[] {
  const fresh = (row: Row) => row.kind === "message" && row.item !== null && isUnread(row.item, input);
  const count = drafts.filter(fresh).length;
  if (count === 0) return [...drafts];
  let index = drafts.findIndex(fresh);
  const [first, above] = [drafts[index], drafts[index - 1]];
  if (above && isMarkerOf(above, first) && above.seq > (input.unreadAfter ?? 0)) index -= 1;
  const { seq, at } = drafts[index] as Row;
  const divider: UnreadRow = {
    kind: "unread",
    key: "unread",
    thread: null,
    seq: seq - 0.25,
    at,
    rails: [],
    count,
  };
  return [...drafts.slice(0, index), divider, ...drafts.slice(index)];
}

function isMarkerOf(above: Row, row: Row | undefined): boolean {
  return (above.kind === "start" || above.kind === "reopened") && above.thread === row?.thread;
}

function withDays(drafts: readonly Row[]): Row[] {
  let day = "";
  return drafts.flatMap((row): Row[] => {
    const date = new Date(row.at);
    const today = `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
    if (today === day) return [row];
    day = today;
    return [{ kind: "day", key: `d${today}`, thread: null, seq: row.seq - 0.5, at: row.at, rails: [] }, row];
  });
}

function withRuns(drafts: readonly Row[]): Row[] {
  const joined = drafts.map((row, index) => continues(drafts[index - 1], row));
  return drafts.map((row, index) =>
    row.kind === "message" ? { ...row, first: !joined[index], last: joined[index + 1] !== true } : row,
  );
}

function continues(before: Row | undefined, row: Row): boolean {
  if (before?.kind !== "message" || row.kind !== "message" || row.chip !== null) return false;
  if (before.follows !== null || before.note !== row.note || before.thread !== row.thread) return false;
  const sameAuthor = before.by.kind === row.by.kind && before.by.id === row.by.id;
  return sameAuthor && row.at - before.at <= RUN_MILLISECONDS;
}

/** Client ids are made by clients: two rows of one key would confuse whoever draws them. */
function withUniqueKeys(drafts: readonly Row[]): Row[] {
  const used = new Set<string>();
  return drafts.map((row) => {
    const key = used.has(row.key) ? `${row.key}:${row.seq}` : row.key;
    used.add(key);
    return key === row.key ? row : { ...row, key };
  });
}

function withRails(drafts: readonly Row[], spans: readonly Span[], audience: Audience): Row[] {
  const railed = drafts.map((row) => ({ seq: row.seq, thread: row.thread, mark: markOf(row) }));
  const rails = railsOf(railed, spans, audience === "operator" ? 3 : 1);
  return drafts.map((row, index) => ({ ...row, rails: rails[index] ?? [] }));
}

function markOf(row: Row): RailMark | null {
  if (row.kind === "start" || row.kind === "reopened")
    return row.sending && row.sending.state !== "done" ? "pending" : row.kind === "start" ? "ring" : "half";
  return row.kind === "end" ? "dot" : null;
}

function isOf(thread: string): (span: Span) => boolean {
  return (span) => span.thread.id === thread;
}

function secondsOf(episode: Episode): number | null {
  return episode.ended_at === null ? null : Math.max(0, Math.round((episode.ended_at - episode.at) / 1000));
}

function authorsOf(items: readonly Item[]): Author[] {
  const authors = new Map<string, Author>();
  for (const item of items)
    if (item.kind === "message" && !authors.has(item.by.id)) authors.set(item.by.id, item.by);
  return [...authors.values()];
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
