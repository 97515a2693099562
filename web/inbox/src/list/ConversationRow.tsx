/** One conversation in the list. It draws itself again only when its own signals change. */

import { type ReadonlySignal, type Signal, useComputed } from "@preact/signals";
import type { Conversation, Thread } from "@threadbox/client/protocol";
import type { VisitorTyping } from "../server/presence";
import { isNamed, nameOf } from "../shared/names";
import { addressOf } from "../shared/routes";
import { TopicChip } from "../shared/threads/TopicChip";
import { shortTime } from "../shared/timeFormat";
import { Avatar } from "../shared/ui/Avatar";
import { plainText, previewOf } from "./previews";

export interface ConversationRowProps {
  row: Signal<Conversation>;
  online: Signal<boolean>;
  draft: Signal<string | null>;
  typing: Signal<VisitorTyping | null>;
  /** The operator whose list it is. */
  me: string;
  selected: boolean;
  /** The one row that the Tab key reaches; arrows go on from there. */
  stop: ReadonlySignal<string | null>;
  now: number;
  onOpen: (id: string) => void;
}

/** Chips shown before they become a count. */
const CHIPS = 2;

export function ConversationRow(props: ConversationRowProps) {
  const { row, online, draft, typing, me, selected, stop, now, onOpen } = props;
  const conversation = row.value;
  const isStop = useComputed(() => stop.value === conversation.id);
  const name = nameOf(conversation);
  const unread = conversation.unread.operator;
  return (
    <a
      class={`row${unread > 0 ? " row-unread" : ""}`}
      href={addressOf(conversation.id)}
      data-conversation={conversation.id}
      aria-current={selected ? "page" : undefined}
      tabIndex={isStop.value ? 0 : -1}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        onOpen(conversation.id);
      }}
    >
      <Avatar
        id={conversation.id}
        name={isNamed(conversation.profile) ? name : null}
        picture={null}
        online={online.value}
      />
      <span class="row-main">
        <span class="row-top">
          <bdi class="row-name">{name}</bdi>{" "}
          <time class="row-time">{shortTime(conversation.active_at, now)}</time>
          {online.value && <span class="hidden-text"> online </span>}
        </span>
        <span class="row-middle">
          <RowPreview
            conversation={conversation}
            me={me}
            draft={draft.value}
            typing={typing.value !== null}
          />
          {unread > 0 && (
            <span class="badge">
              {unread > 99 ? "99+" : unread}
              <span class="hidden-text"> unread </span>
            </span>
          )}
        </span>
        <RowChips
          threads={conversation.threads}
          current={conversation.current}
          open={conversation.open_threads}
        />
      </span>
    </a>
  );
}

interface RowPreviewProps {
  conversation: Conversation;
  me: string;
  draft: string | null;
  typing: boolean;
}

/** A draft stands before what was said: it is what is to be done here. Typing passes, so it displaces neither. */
function RowPreview({ conversation, me, draft, typing }: RowPreviewProps) {
  const { by, words } = draft === null ? previewOf(conversation, me) : { by: "", words: plainText(draft) };
  const isAlone = typing && draft === null;
  return (
    <>
      {!isAlone && (
        <span class="row-preview">
          {draft !== null && <span class="row-draft">Draft </span>}
          {by !== "" && (
            <>
              <bdi class="row-speaker">{by}</bdi>{" "}
            </>
          )}
          <span class="row-words" dir="auto">
            {words}
          </span>
        </span>
      )}
      {typing && <span class={`row-typing${isAlone ? " row-preview" : ""}`}> typing … </span>}
    </>
  );
}

interface RowChipsProps {
  threads: readonly Thread[];
  current: string | null;
  /** How many are open; `threads` may hold fewer. */
  open: number;
}

function RowChips({ threads, current, open }: RowChipsProps) {
  if (threads.length === 0) return null;
  const ordered = [...threads].sort(
    (a, b) => Number(b.id === current) - Number(a.id === current) || b.number - a.number,
  );
  const more = open - CHIPS;
  return (
    <span class="row-chips">
      {ordered.slice(0, CHIPS).map((thread) => (
        <TopicChip key={thread.id} thread={thread.id} topic={thread.topic} state={thread.state} />
      ))}
      {more > 0 && <span class="row-more">+{more} more</span>}
    </span>
  );
}
