/** One conversation in the list. It draws itself again only when its own signals change. */

import type { Signal } from "@preact/signals";
import type { Conversation, Thread } from "@threadbox/client/protocol";
import { shortTime } from "../clock";
import { isNamed, nameOf } from "../names";
import type { VisitorTyping } from "../presence";
import { addressOf } from "../routes";
import { Avatar } from "./Avatar";
import { TopicChip } from "./TopicChip";

export interface ConversationRowProps {
  row: Signal<Conversation>;
  online: Signal<boolean>;
  draft: Signal<boolean>;
  typing: Signal<VisitorTyping | null>;
  selected: boolean;
  now: number;
  onOpen: (id: string) => void;
}

/** Chips shown before they become a count. */
const CHIPS = 2;

export function ConversationRow({ row, online, draft, typing, selected, now, onOpen }: ConversationRowProps) {
  const conversation = row.value;
  const name = nameOf(conversation);
  const unread = conversation.unread.operator;
  return (
    <a
      class={`row${unread > 0 ? " row-unread" : ""}`}
      href={addressOf(conversation.id)}
      data-conversation={conversation.id}
      aria-current={selected ? "page" : undefined}
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
          <bdi class="row-name">{name}</bdi>
          {online.value && <span class="hidden-text">, online</span>}
          <time class="row-time">{shortTime(conversation.active_at, now)}</time>
        </span>
        <span class="row-middle">
          <RowPreview conversation={conversation} draft={draft.value} typing={typing.value !== null} />
          {unread > 0 && (
            <span class="badge">
              {unread > 99 ? "99+" : unread}
              <span class="hidden-text"> unread</span>
            </span>
          )}
        </span>
        <RowChips threads={conversation.threads} current={conversation.current} />
      </span>
    </a>
  );
}

function RowPreview({
  conversation,
  draft,
  typing,
}: {
  conversation: Conversation;
  draft: boolean;
  typing: boolean;
}) {
  const { preview } = conversation;
  const ours = preview !== null && (preview.by.kind === "operator" || preview.by.kind === "backend");
  return (
    <span class="row-preview" dir="auto">
      {draft && <span class="row-draft">Draft </span>}
      {typing ? (
        <span class="row-typing">typing …</span>
      ) : preview === null ? (
        "No messages yet"
      ) : (
        (ours ? "You: " : "") + preview.text
      )}
    </span>
  );
}

function RowChips({ threads, current }: { threads: readonly Thread[]; current: string | null }) {
  if (threads.length === 0) return null;
  const ordered = [...threads].sort(
    (a, b) => Number(b.id === current) - Number(a.id === current) || b.number - a.number,
  );
  const more = ordered.length - CHIPS;
  return (
    <span class="row-chips">
      {ordered.slice(0, CHIPS).map((thread) => (
        <TopicChip key={thread.id} thread={thread.id} topic={thread.topic} state={thread.state} />
      ))}
      {more > 0 && <span class="row-more">+{more} more</span>}
    </span>
  );
}
