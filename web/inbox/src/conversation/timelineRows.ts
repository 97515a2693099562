/** The opened conversation as rows, and what the bar above them says. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { uploading } from "@threadbox/client/content/uploads";
import type { Item, Thread } from "@threadbox/client/protocol";
import { pendingOf } from "@threadbox/client/timeline/pendingItems";
import {
  keepRows,
  type Pending,
  placeInThread,
  type Row,
  rows,
  type TypingFace,
} from "@threadbox/client/timeline/rows";
import type { Inbox } from "../server/inbox";
import type { OpenConversation } from "../server/openConversation";
import { type TimelineEntry, withStateChanges } from "../server/stateChanges";
import { problemSentence } from "../shared/composer/fileProblems";
import { only } from "../shared/routes";

/** The rows to draw; a row that did not change is the same object as before. */
export function timelineRows(
  inbox: Inbox,
  opened: OpenConversation,
): ReadonlySignal<readonly TimelineEntry[]> {
  let previous: readonly Row[] = [];
  return computed(() => {
    const conversation = opened.conversation.value;
    if (conversation === null) return [];
    const { items, hasNewer } = opened.span.value;
    const whole = { ...conversation, items: [...items] };
    const next = rows({
      items,
      threads: conversation.threads,
      pending: [
        ...pendingOf(inbox.connection.outbox.entries.value, whole, inbox.me),
        ...uploadsIn(inbox, opened.id),
      ],
      audience: "operator",
      folds: inbox.folds.said.value,
      unreadAfter: opened.unreadAfter.value,
      openedAt: opened.openedAt.value,
      typing: typingIn(inbox, opened.id),
      hasNewer,
      only: only.value,
    });
    previous = keepRows(previous, next);
    // A narrow view is about its thread, and further up others have been in between.
    return hasNewer || only.value !== null
      ? previous
      : withStateChanges(previous, opened.stateChanges.value, conversation);
  });
}

/** Files of this conversation on their way, after everything else that is being sent. */
function uploadsIn(inbox: Inbox, conversation: string): Pending[] {
  return inbox.uploads.list.value
    .filter(({ target }) => target.conversation === conversation)
    .map((upload) =>
      uploading(upload, upload.target.thread, inbox.me, (problem) => problemSentence(problem, upload.name)),
    );
}

function typingIn(inbox: Inbox, conversation: string): TypingFace[] {
  const { typing, colleagues } = inbox.presence.of(conversation);
  const faces: TypingFace[] = [];
  if (typing.value !== null) faces.push({ by: null, thread: typing.value.thread });
  return [...faces, ...colleagues.value.map(({ face, thread }) => ({ by: face, thread }))];
}

/** What the bar above the timeline shows. */
export interface InView {
  thread: string;
  place: { place: number; of: number } | null;
}

/**
 * The thread one is reading while its start is above the screen: that of the first visible row,
 * or of the rail that runs past it.
 */
export function inView(
  all: readonly TimelineEntry[],
  first: number,
  last: number,
  threads: ReadonlyMap<string, Thread>,
  items: readonly Item[] | null,
): InView | null {
  const top = all[first];
  if (top === undefined || BEGINNINGS.has(top.kind)) return null;
  const id = top.thread ?? top.rails.findLast((rail) => rail.top !== "none")?.thread ?? null;
  const thread = id === null ? undefined : threads.get(id);
  if (thread === undefined) return null;
  const seen = all.slice(first, last + 1).findLast((row) => row.thread === thread.id);
  const place = items === null || seen === undefined ? null : placeInThread(items, thread, seen.seq);
  return { thread: thread.id, place };
}

const BEGINNINGS: ReadonlySet<TimelineEntry["kind"]> = new Set(["start", "reopened", "folded", "empty"]);

/** Where a thread begins. */
export interface ThreadStart {
  thread: string;
  seq: number;
}

/** In the order they started, for going from one to the next. */
function threadStarts(threads: readonly Thread[]): ThreadStart[] {
  return threads
    .map((thread) => ({ thread: thread.id, seq: thread.episodes[0]?.seq ?? 0 }))
    .sort((a, b) => a.seq - b.seq);
}

/** The start of the thread before or after a place in the timeline. */
export function startBeside(threads: readonly Thread[], seq: number, step: 1 | -1): ThreadStart | null {
  const starts = threadStarts(threads);
  const found =
    step === 1 ? starts.find((start) => start.seq > seq) : starts.findLast((start) => start.seq < seq);
  return found ?? null;
}
