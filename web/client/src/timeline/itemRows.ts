/** A row for each thing: an item, a folded or empty thread, a command being sent, somebody typing. */

import { sideOf } from "../connection/replay";
import { wordsOf } from "../content/contents";
import type { Author, Ended, Episode, Item, Message, Reopened, Started, Thread, Undone } from "../protocol";
import type { Pending } from "./pendingItems";
import type {
  EmptyRow,
  EndRow,
  FoldedRow,
  Follows,
  MessageRow,
  Row,
  RowsInput,
  Sending,
  StartRow,
  TypingRow,
} from "./rowTypes";
import { isUnread, type Span, type Spans, spanAt } from "./threadSpans";

type Threads = ReadonlyMap<string, Thread>;

/** The items' rows in order; a folded or empty episode is one row where its first item stands. */
export function itemRows(input: RowsInput, threads: Threads, spans: Spans): Row[] {
  const summed = new Set<Span>();
  const drawn: Row[] = [];
  for (const item of input.items) {
    if (item.kind === "undone") continue;
    const span = spanAt(spans, item.thread, item.seq);
    if (span === null || span.draw === "rail") drawn.push(itemRow(item, threads, input));
    else if (!summed.has(span))
      drawn.push(span.draw === "empty" ? emptyRow(span, item) : foldedRow(span, item, input));
    if (span) summed.add(span);
  }
  return drawn;
}

/** What is being sent, after everything else; `end` is the last place taken. */
export function pendingRows(input: RowsInput, end: number, threads: Threads): (MessageRow | StartRow)[] {
  return (input.pending ?? []).map((pending, index) =>
    pending.what === "message" || pending.what === "note"
      ? sendingRow(pending, end + index + 1)
      : startingRow(pending, end + index + 1, threads),
  );
}

/** A start that is being sent has a rail already; one that failed has not. */
export function spanOfStart(row: MessageRow | StartRow): Span[] {
  if (row.kind === "message" || row.thread === null || row.sending?.state === "failed") return [];
  const { info, topic, seq } = row;
  const episode = { seq, ended_seq: null, messages: 0 } as Episode;
  const thread = info ?? ({ id: row.thread, number: 0, topic, state: "open", episodes: [episode] } as Thread);
  return [{ thread, episode, from: row.seq, to: null, draw: "rail" }];
}

/** Who types, at the very end. */
export function typingRows(input: RowsInput, seq: number): TypingRow[] {
  return (input.typing ?? []).map(({ by, thread }, index) => ({
    kind: "typing",
    key: `typing:${by?.id ?? "visitor"}`,
    thread,
    seq: seq + index,
    at: 0,
    rails: [],
    by,
  }));
}

function itemRow(item: Exclude<Item, Undone>, threads: Threads, input: RowsInput): Row {
  const info = threads.get(item.thread ?? "") ?? null;
  switch (item.kind) {
    case "message":
      return messageRow(item, input.audience === "operator" ? followsOf(item, threads) : null);
    case "started":
    case "reopened":
      return startRow(item, info);
    case "ended":
      return endRow(item, info);
    case "renamed":
      return { ...placeOf(item), kind: "renamed", item };
    default:
      // Of a newer server: this version of the page is not long for this world.
      return { ...placeOf(item), kind: "unreadable", item };
  }
}

function placeOf({ seq, thread, at }: Item) {
  return { key: `i${seq}`, thread, seq, at, rails: [] };
}

// Written out field by field: this is the hot path, and objects of one shape are several times faster.
function messageRow(item: Message, follows: Follows | null): MessageRow {
  return {
    kind: "message",
    // A message keeps the key it had while it was being sent.
    key: item.client_id ?? `i${item.seq}`,
    thread: item.thread,
    seq: item.seq,
    at: item.at,
    rails: [],
    item,
    by: item.by,
    side: sideOf(item.by),
    content: item.content,
    note: item.content.type === "note",
    first: true,
    last: true,
    chip: null,
    follows,
    sending: null,
  };
}

function followsOf(item: Message, threads: Threads): Follows | null {
  const thread = item.follows === null ? undefined : threads.get(item.follows);
  return thread ? { thread: thread.id, topic: thread.topic, reopenable: thread.state === "ended" } : null;
}

function startRow(item: Started | Reopened, info: Thread | null): StartRow {
  return {
    kind: item.kind === "started" ? "start" : "reopened",
    key: `i${item.seq}`,
    thread: item.thread,
    seq: item.seq,
    at: item.at,
    rails: [],
    item,
    by: item.by,
    topic: info?.topic || item.topic,
    info,
    foldable: info?.state === "ended",
    sending: null,
  };
}

function endRow(item: Ended, info: Thread | null): EndRow {
  return {
    kind: "end",
    key: `i${item.seq}`,
    thread: item.thread,
    seq: item.seq,
    at: item.at,
    rails: [],
    item,
    topic: info?.topic || item.topic,
    info,
    reopenable: info?.state === "ended" && info.episodes.at(-1)?.ended_seq === item.seq,
    named: false,
  };
}

function foldedRow(span: Span, first: Item, input: RowsInput): FoldedRow {
  const { thread: info, episode, from, to } = span;
  const mine = input.items.filter(
    (item) => item.thread === info.id && item.seq >= from && item.seq <= (to ?? item.seq),
  );
  return {
    kind: "folded",
    key: `f${info.id}:${from}`,
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
  return {
    kind: "empty",
    key: `e${info.id}:${from}`,
    thread: info.id,
    seq: first.seq,
    at: first.at,
    rails: [],
    info,
    episode,
    topic: info.topic,
    seconds: secondsOf(episode) ?? 0,
  };
}

function sendingRow(pending: Pending, seq: number): MessageRow {
  return {
    kind: "message",
    key: pending.id,
    thread: pending.thread,
    seq,
    at: pending.at,
    rails: [],
    item: pending.item ?? null,
    by: pending.by,
    side: sideOf(pending.by),
    content: pending.content,
    note: pending.what === "note",
    first: true,
    last: true,
    chip: null,
    follows: null,
    sending: pending.item ? null : sendingOf(pending),
  };
}

function startingRow(pending: Pending, seq: number, threads: Threads): StartRow {
  return {
    kind: pending.what === "reopen" ? "reopened" : "start",
    key: pending.id,
    thread: pending.thread,
    seq,
    at: pending.at,
    rails: [],
    item: null,
    by: pending.by,
    topic: wordsOf(pending.content),
    info: threads.get(pending.thread ?? "") ?? null,
    foldable: false,
    sending: sendingOf(pending),
  };
}

function sendingOf({ id, state, refused }: Pending): Sending {
  return { id, state, refused };
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
