/**
 * The bar over the timeline while a thread's start is scrolled out: which thread one is reading,
 * how it stands, and how far one is in it.
 */

import type { Thread } from "@threadbox/client/protocol";
import { ClockText } from "../shared/threads/ClockText";
import { OwnerName } from "../shared/threads/OwnerName";
import { ThreadSign } from "../shared/threads/ThreadSign";
import { threadClocks } from "../shared/threads/threadSummary";
import { Icon } from "../shared/ui/Icon";
import { Menu, type MenuItem } from "../shared/ui/Menu";

export interface TopicBarProps {
  thread: Thread;
  /** "8 of 42"; `null` when it is not known. */
  place: { place: number; of: number } | null;
  menu: readonly MenuItem[];
  onJump: (to: "start" | "end") => void;
}

export function TopicBar({ thread, place, menu, onJump }: TopicBarProps) {
  return (
    <section class="topic-bar" aria-label={`Thread ${thread.topic}`}>
      <ThreadSign thread={thread.id} state={thread.state} />
      <bdi class="topic-bar-topic" title={thread.topic}>
        {thread.topic}
      </bdi>
      <span class="topic-bar-clocks">
        <OwnerName thread={thread} />
        <ClockText text={(moment) => threadClocks(thread, moment)} />
      </span>
      {place !== null && place.of > 0 && (
        <span class="topic-bar-place">
          {Math.max(1, place.place)} of {place.of}
        </span>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="To the start of this thread"
        title="To its start"
        onClick={() => onJump("start")}
      >
        <Icon name="toStart" size={16} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="To the end of this thread"
        title="To its end"
        onClick={() => onJump("end")}
      >
        <Icon name="toEnd" size={16} />
      </button>
      <Menu label="Actions for this thread" items={menu}>
        <Icon name="more" size={18} />
      </Menu>
    </section>
  );
}
