/**
 * What rows take from their neighbours: chips, days, the unread divider, runs, keys. The rows
 * were made a moment ago for this one list, so they are changed in place.
 */

import type { MessageRow, Row, RowsInput, UnreadRow } from "./rowTypes";
import { isUnread, type Span, type Spans, spanAt } from "./threadSpans";

const RUN_MILLISECONDS = 5 * 60_000;
/** Beyond this a number of milliseconds is no date (ECMA-262, time values). */
const TIME_MOST = 8.64e15;

/** Names threads where they cannot be told from what stands above: chips on messages, topics on ends. */
export function nameThreads(drafts: readonly Row[], spans: Spans): void {
  let said: MessageRow | undefined;
  let above: Row | undefined;
  for (const row of drafts) {
    if (row.kind === "end") row.named = runsPast(row, spans);
    if (row.kind === "message") {
      if (needsChip(row, said, above, spans))
        row.chip = { thread: row.thread, topic: topicOf(row.thread, spans) };
      said = row;
    }
    above = row;
  }
}

/** `said` is the message before, `above` the row before: a message, a marker, a folded thread. */
function needsChip(
  row: MessageRow,
  said: MessageRow | undefined,
  above: Row | undefined,
  spans: Spans,
): boolean {
  const outside = row.thread !== null && spanAt(spans, row.thread, row.seq) === null;
  if (outside) return above?.kind !== "message" || above.thread !== row.thread;
  if (said?.thread === row.thread) return false;
  if (row.thread === null) return said !== undefined && runsPast(row, spans);
  // Right under its marker the topic stands there already.
  return above === undefined || !isMarkerOf(above, row);
}

/** Whether the rail of another thread stands beside this row. */
function runsPast(row: Row, spans: Spans): boolean {
  return spans.list.some(
    ({ draw, from, to, thread }: Span) =>
      draw === "rail" &&
      thread.id !== row.thread &&
      from < row.seq &&
      row.seq < (to ?? Number.POSITIVE_INFINITY),
  );
}

function topicOf(thread: string | null, spans: Spans): string | null {
  return thread === null ? null : (spans.of.get(thread)?.[0]?.thread.topic ?? "");
}

/** The divider stands before the first unread message, and before a marker right above that. */
export function addUnread(drafts: readonly Row[], input: RowsInput): readonly Row[] {
  const fresh = (row: Row) => row.kind === "message" && row.item !== null && isUnread(row.item, input);
  const found = drafts.findIndex(fresh);
  const first = drafts[found];
  if (first === undefined) return drafts;
  const above = drafts[found - 1];
  const markToo = above !== undefined && isMarkerOf(above, first) && above.seq > (input.unreadAfter ?? 0);
  const next = markToo ? above : first;
  const count = drafts.filter(fresh).length;
  const divider: UnreadRow = { ...between(next, 0.25), kind: "unread", key: "unread", count };
  const index = markToo ? found - 1 : found;
  return [...drafts.slice(0, index), divider, ...drafts.slice(index)];
}

/** A separator before the first row of each day, where the reader is. */
export function addDays(drafts: readonly Row[]): Row[] {
  const drawn: Row[] = [];
  let until = Number.NEGATIVE_INFINITY;
  let from = Number.POSITIVE_INFINITY;
  for (const row of drafts) {
    if ((row.at < from || row.at >= until) && Math.abs(row.at) <= TIME_MOST) {
      const date = new Date(row.at);
      const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
      from = new Date(year, month, day).getTime();
      until = new Date(year, month, day + 1).getTime();
      drawn.push({ ...between(row, 0.5), kind: "day", key: `d${year}-${month + 1}-${day}` });
    }
    drawn.push(row);
  }
  return drawn;
}

/** Marks where runs begin and end: same author and thread, close in time, nothing in between. */
export function joinRuns(drafts: readonly Row[]): void {
  let before: Row | undefined;
  for (const row of drafts) {
    if (row.kind === "message" && before?.kind === "message" && continues(before, row)) {
      row.first = false;
      before.last = false;
    }
    before = row;
  }
}

/** Client ids are made by clients: two rows of one key would confuse whoever draws them. */
export function makeKeysUnique(drafts: readonly Row[]): void {
  const used = new Set<string>();
  for (const row of drafts) {
    if (used.has(row.key)) row.key = `${row.key}:${row.seq}`;
    used.add(row.key);
  }
}

function continues(before: MessageRow, row: MessageRow): boolean {
  if (row.chip !== null || before.follows !== null) return false;
  if (before.note !== row.note || before.thread !== row.thread) return false;
  const sameAuthor = before.by.kind === row.by.kind && before.by.id === row.by.id;
  return sameAuthor && row.at - before.at <= RUN_MILLISECONDS;
}

function isMarkerOf(above: Row, row: Row): boolean {
  return (above.kind === "start" || above.kind === "reopened") && above.thread === row.thread;
}

/** The place of a row that is no item, a little before `next`. */
function between(next: Row, before: number) {
  return { thread: null, seq: next.seq - before, at: next.at, rails: [] };
}
