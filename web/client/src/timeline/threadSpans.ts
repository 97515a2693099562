/**
 * Where each thread runs in the timeline: one span per episode, and whether it is drawn with a
 * rail, folded to one row, or as the single row of an empty thread.
 */

import { sideOf } from "../connection/replay";
import type { Author, Episode, Item, Thread } from "../protocol";

export type Audience = "visitor" | "operator";

export interface Span {
  thread: Thread;
  episode: Episode;
  /** First and last `seq`; `to` is null while the episode runs. */
  from: number;
  to: number | null;
  draw: "rail" | "folded" | "empty";
}

export interface FoldInput {
  items: readonly Item[];
  audience: Audience;
  /** What the reader chose by hand, per thread id: true is folded. */
  folds: ReadonlyMap<string, boolean>;
  /** The reader's place when they opened the view: everything after it was unread. Null: nothing was. */
  unreadAfter: number | null;
  /** The newest `seq` when they opened it; later events fold nothing under the reader. */
  openedAt?: number | undefined;
  /** There is more below the loaded items. */
  hasNewer?: boolean | undefined;
}

/** Spans in order, and by thread. */
export interface Spans {
  list: readonly Span[];
  of: ReadonlyMap<string, readonly Span[]>;
}

/** All spans of all threads, by `from`. */
export function spansOf(threads: ReadonlyMap<string, Thread>, input: FoldInput): Span[] {
  const talkedIn = new Set<Episode>();
  for (const item of input.items) {
    const episode = item.kind === "message" ? episodeAt(threads.get(item.thread ?? ""), item.seq) : null;
    if (episode) talkedIn.add(episode);
  }
  const view = viewOf(input);
  const spans: Span[] = [];
  for (const thread of threads.values()) {
    const folded = isFolded(thread, input.folds, view);
    for (const episode of thread.episodes) {
      const empty = episode.ended_seq !== null && episode.messages === 0 && !talkedIn.has(episode);
      const draw = empty ? "empty" : folded ? "folded" : "rail";
      spans.push({ thread, episode, from: episode.seq, to: episode.ended_seq, draw });
    }
  }
  return spans.sort((a, b) => a.from - b.from);
}

/** With a way to find a thread's spans. */
export function indexed(list: readonly Span[]): Spans {
  const of = new Map<string, Span[]>();
  for (const span of list) of.set(span.thread.id, [...(of.get(span.thread.id) ?? []), span]);
  return { list, of };
}

/** The view as it was when it was opened, which is what the folding rule asks about. */
interface View {
  openedAt: number;
  /** The newest item of then; infinite when there are newer ones that are not loaded. */
  newest: number;
  unreadIn: ReadonlySet<string>;
}

function viewOf(input: FoldInput): View {
  const openedAt = input.openedAt ?? Number.POSITIVE_INFINITY;
  const newest = input.items.findLast((item) => item.seq <= openedAt)?.seq ?? 0;
  const unreadIn = new Set<string>();
  if (input.unreadAfter !== null)
    for (const item of input.items) if (item.thread && isUnread(item, input)) unreadIn.add(item.thread);
  return { openedAt, newest: input.hasNewer ? Number.POSITIVE_INFINITY : newest, unreadIn };
}

/** By choice, else by the rule: fully read, and not the newest thing in view. Only an ended thread ever is. */
function isFolded(thread: Thread, folds: FoldInput["folds"], view: View): boolean {
  if (thread.state !== "ended") return false;
  const end = thread.episodes.at(-1)?.ended_seq ?? Number.POSITIVE_INFINITY;
  const byRule = end <= view.openedAt && view.newest > end && !view.unreadIn.has(thread.id);
  return folds.get(thread.id) ?? byRule;
}

/** Whether `item` was unread when the view was opened: another side's message, never a marker or note. */
export function isUnread(item: Item, input: Pick<FoldInput, "audience" | "unreadAfter">): boolean {
  if (input.unreadAfter === null || item.seq <= input.unreadAfter) return false;
  return item.kind === "message" && item.content.type !== "note" && sideOf(item.by) !== input.audience;
}

/** The span that covers `seq` in this thread, if there is one: a moved message may stand outside. */
export function spanAt(spans: Spans, thread: string | null, seq: number): Span | null {
  if (thread === null) return null;
  return spans.of.get(thread)?.find(({ from, to }) => from <= seq && seq <= (to ?? seq)) ?? null;
}

/** Every thread by id: those given, and those known only by their markers in `items`. */
export function threadsById(items: readonly Item[], threads: readonly Thread[]): Map<string, Thread> {
  const known = new Map(threads.map((thread) => [thread.id, thread]));
  const unlisted = new Map<string, Thread>();
  for (const item of items) {
    // What this version does not know may belong to none.
    if (item.kind === "message" || item.kind === "undone" || !item.thread || known.has(item.thread)) continue;
    unlisted.set(item.thread, withMarker(unlisted.get(item.thread), item));
  }
  for (const thread of unlisted.values()) if (thread.episodes.length > 0) known.set(thread.id, thread);
  return known;
}

function withMarker(thread: Thread | undefined, item: Exclude<Item, { kind: "message" | "undone" }>): Thread {
  const base = thread ?? unlistedThread(item.thread);
  const topic = item.topic;
  if (item.kind === "renamed") return { ...base, topic };
  if (item.kind !== "ended")
    return {
      ...base,
      topic,
      state: "open",
      episodes: [...base.episodes, episodeFrom(item.seq, item.at, item.by)],
    };
  const running = base.episodes.at(-1) ?? episodeFrom(item.seq, item.at, item.by);
  const over = {
    ...running,
    messages: item.messages,
    ended_seq: item.seq,
    ended_at: item.at,
    ended_by: item.by,
    outcome: item.outcome,
  };
  return { ...base, topic, state: "ended", episodes: [...base.episodes.slice(0, -1), over] };
}

function unlistedThread(id: string): Thread {
  return {
    id,
    number: 0,
    topic: "",
    state: "open",
    episodes: [],
    external_id: null,
    verified: false,
    data: {},
    messages: 0,
    unread: { visitor: 0, operator: 0 },
    last_seq: 0,
    owner: null,
    brief: false,
  };
}

function episodeFrom(seq: number, at: number, by: Author): Episode {
  return {
    seq,
    at,
    by,
    number: 0,
    messages: 0,
    first_reply_at: null,
    last_reply_at: null,
    ended_seq: null,
    ended_at: null,
    ended_by: null,
    outcome: null,
  };
}

function episodeAt(thread: Thread | undefined, seq: number): Episode | null {
  return thread?.episodes.findLast((episode) => episode.seq <= seq) ?? null;
}
