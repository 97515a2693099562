/** The timeline of the opened conversation, with the bar above it, and what scrolling sets off. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { sideOf } from "@threadbox/client/connection/replay";
import type { Conversation, Thread } from "@threadbox/client/protocol";
import { useEffect, useMemo } from "preact/hooks";
import type { Inbox } from "../server/inbox";
import type { OpenConversation } from "../server/openConversation";
import { ReadReceipts } from "../server/readReceipts";
import { isNamed, nameOf } from "../shared/names";
import { replace, route } from "../shared/routes";
import type { MenuItem } from "../shared/ui/Menu";
import type { RowContext } from "./rows/context";
import type { View } from "./scroller";
import { Timeline } from "./Timeline";
import { TopicBar } from "./TopicBar";
import { inView, timelineRows } from "./timelineRows";

export interface TimelinePaneProps {
  inbox: Inbox;
  opened: OpenConversation;
  conversation: Conversation;
  now: number;
  threadMenu: (thread: Thread) => readonly MenuItem[];
  onJump: (thread: Thread, to: "start" | "end") => void;
  /** The `seq` of the first and the last item on the screen, and whether that is the end. */
  onShown: (shown: { from: number; to: number; atEnd: boolean }) => void;
}

/** Pages are asked for this long before their end is on the screen. */
const AHEAD_PIXELS = 900;

export function TimelinePane(props: TimelinePaneProps) {
  const { inbox, opened, conversation, now, threadMenu, onJump } = props;
  const rows = useMemo(() => timelineRows(inbox, opened), [inbox, opened]);
  const reading = useMemo(() => readingOf(inbox, opened), [inbox, opened]);
  const view = useSignal<View | null>(null);
  const context = useRowContext(inbox, opened, conversation, now);

  useEffect(() => reading.begin(), [reading]);
  useSignalEffect(() => unfoldForTarget(inbox, opened, rows.value));

  const looked = (seen: View, atEnd: boolean) => {
    if (opened.scrollTarget.peek() !== null) return;
    opened.rowsDrawn = rows.peek().length;
    const before = view.peek();
    if (before?.first !== seen.first || before.last !== seen.last) view.value = seen;
    const { hasOlder, hasNewer } = opened.span.peek();
    opened.atEnd.value = atEnd && !hasNewer;
    if (hasOlder && seen.toStart < AHEAD_PIXELS) void opened.older();
    if (hasNewer && seen.toEnd < AHEAD_PIXELS) void opened.newer();
    const last = rows.peek()[seen.seen];
    props.onShown({
      from: rows.peek()[seen.first]?.seq ?? 0,
      to: rows.peek()[seen.last]?.seq ?? 0,
      atEnd: opened.atEnd.peek(),
    });
    if (last !== undefined)
      reading.saw(opened.atEnd.peek() ? Number.MAX_SAFE_INTEGER : Math.floor(last.seq), route.peek().only);
  };

  const span = opened.span.value;
  const shown = view.value;
  const reached =
    shown === null
      ? null
      : inView(rows.value, shown.first, shown.last, opened.threads.value, span.hasNewer ? null : span.items);
  const thread = reached === null ? undefined : opened.threads.value.get(reached.thread);

  return (
    <div class="timeline-pane">
      {thread !== undefined && (
        <div class="topic-bar-over">
          <TopicBar
            thread={thread}
            place={reached?.place ?? null}
            menu={threadMenu(thread)}
            onJump={(to) => onJump(thread, to)}
          />
        </div>
      )}
      <Timeline
        rows={rows.value}
        context={context}
        loaded={span}
        isNewest={!span.hasNewer}
        loadingOlder={opened.loadingOlder.value}
        scrollTarget={opened.scrollTarget.value}
        onScrolled={() => {
          opened.scrollTarget.value = null;
        }}
        onView={looked}
        unseen={() => opened.unseen}
        below={opened.atEnd.value ? 0 : conversation.unread.operator}
        onEnd={() => void opened.toEnd()}
      />
    </div>
  );
}

function readingOf(inbox: Inbox, opened: OpenConversation): ReadReceipts {
  return new ReadReceipts(opened, (id, seq, thread) => inbox.commands.read(id, seq, thread));
}

function useRowContext(
  inbox: Inbox,
  opened: OpenConversation,
  conversation: Conversation,
  now: number,
): RowContext {
  const visitor = nameOf(conversation);
  const face = isNamed(conversation.profile) ? visitor : null;
  const day = new Date(now).toDateString();
  const readByVisitor = useComputed(() => opened.conversation.value?.read.visitor ?? 0);
  const deliveredToVisitor = useComputed(() => opened.conversation.value?.delivered.visitor ?? 0);
  const newestOwn = useComputed(() => newestOwnMessage(opened));
  return useMemo(
    () => ({
      conversation: opened.id,
      visitor,
      face,
      me: inbox.operator.id,
      now,
      unreadThen: opened.unreadThen,
      readByVisitor,
      deliveredToVisitor,
      newestOwn,
      upload: (id) => inbox.uploads.find(id),
      onView: (picture) => inbox.openDialog({ what: "picture", picture }),
      onFold: (thread, fold) => inbox.folds.set([thread], fold),
      onReopen: (thread) => inbox.commands.reopen(opened.id, thread),
      onRetry: (id) => (isUpload(inbox, id) ? inbox.uploads.retry(id) : inbox.commands.retry(id)),
      onDrop: (id) => (isUpload(inbox, id) ? inbox.uploads.cancel(id) : inbox.commands.drop(id)),
    }),
    // Rows are drawn again when the day changes, not every minute.
    [inbox, opened, visitor, face, day],
  );
}

function isUpload(inbox: Inbox, id: string): boolean {
  return inbox.uploads.find(id) !== undefined;
}

/** The newest message from our side, as the row's key: it carries the receipt. */
function newestOwnMessage(opened: OpenConversation): number | null {
  const found = opened.span.value.items.findLast(
    (item) => item.kind === "message" && item.content.type !== "note" && sideOf(item.by) === "operator",
  );
  return found?.seq ?? null;
}

/** What is asked for may be inside a folded thread, or outside the narrow view. */
function unfoldForTarget(
  inbox: Inbox,
  opened: OpenConversation,
  rows: ReturnType<typeof timelineRows>["value"],
): void {
  const target = opened.scrollTarget.value;
  if (target?.to !== "seq") return;
  const item = opened.span.peek().items.find((one) => one.seq === target.seq);
  if (item === undefined) {
    if (opened.state.peek() === "ready") opened.scrollTarget.value = null;
    return;
  }
  const { only } = route.peek();
  if (only !== null && item.thread !== only) replace({ only: null });
  const folded = rows.some((row) => row.kind === "folded" && row.thread === item.thread);
  if (folded && item.thread !== null) inbox.folds.set([item.thread], false);
}
