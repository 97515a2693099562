/** The threads of a conversation: open ones first, then the ended, newest first. */

import type { Thread } from "@threadbox/client/protocol";
import { missingThreads } from "@threadbox/client/timeline/threadPages";
import { useState } from "preact/hooks";
import { numeral } from "../shared/locale";
import { ClockText } from "../shared/threads/ClockText";
import { OwnerName } from "../shared/threads/OwnerName";
import { ThreadSign } from "../shared/threads/ThreadSign";
import { sortedThreads, threadSummary } from "../shared/threads/threadSummary";
import { Icon } from "../shared/ui/Icon";
import { Menu, type MenuItem } from "../shared/ui/Menu";

export interface OutlineProps {
  threads: readonly Thread[];
  current: string | null;
  /** The thread that the composer writes to. */
  target: string | null;
  /** The thread of the narrow view, if there is one. */
  only: string | null;
  now: number;
  /** Goes to a thread's start, or to its newest end. */
  onJump: (thread: Thread, to: "start" | "end") => void;
  menu: (thread: Thread) => readonly MenuItem[];
  /** Asks for threads that ended long ago, of which the conversation came without. */
  onOlder: () => void;
  olderComing: boolean;
}

export function Outline(props: OutlineProps) {
  const { threads, current, target, only, now, onJump, menu, onOlder, olderComing } = props;
  const missing = missingThreads(threads)?.count ?? 0;
  const [jumped, setJumped] = useState<string | null>(null);
  const jump = (thread: Thread) => {
    const again = jumped === thread.id;
    setJumped(again ? null : thread.id);
    onJump(thread, again ? "end" : "start");
  };
  return (
    <ul class="outline">
      {sortedThreads(threads, current).map((thread) => (
        <li key={thread.id} class={`outline-item${thread.id === only ? " outline-only" : ""}`}>
          <button
            type="button"
            class="outline-jump"
            aria-current={thread.id === current ? "true" : undefined}
            title={`${thread.topic}\n${jumped === thread.id ? "Go to its end" : "Go to its start"}`}
            onClick={() => jump(thread)}
          >
            <ThreadSign thread={thread.id} state={thread.state} />
            <span class="outline-text">
              {/* Its own class: in an item that moves as well, Chromium forgets the rules of the item's. */}
              <bdi class={`outline-topic outline-topic-${thread.state}`}>{thread.topic}</bdi>
              <span class="outline-meta">
                <OwnerName thread={thread} />
                {thread.id === current && <span class="outline-current">current · </span>}
                {thread.id === target && target !== current && (
                  <span class="outline-current">you write here · </span>
                )}
                {thread.state === "open" ? (
                  <ClockText text={(moment) => threadSummary(thread, moment)} />
                ) : (
                  threadSummary(thread, now)
                )}
              </span>
            </span>
            {thread.unread.operator > 0 && (
              <span class="badge">
                {thread.unread.operator}
                <span class="hidden-text"> unread</span>
              </span>
            )}
          </button>
          <Menu label={`Actions for ${thread.topic}`} class="icon-button outline-menu" items={menu(thread)}>
            <Icon name="more" size={16} />
          </Menu>
        </li>
      ))}
      {missing > 0 && <OlderThreads missing={missing} coming={olderComing} onOlder={onOlder} />}
    </ul>
  );
}

interface OlderThreadsProps {
  missing: number;
  coming: boolean;
  onOlder: () => void;
}

function OlderThreads({ missing, coming, onOlder }: OlderThreadsProps) {
  return (
    <li class="outline-item">
      <button
        type="button"
        class="button button-small outline-older"
        aria-disabled={coming}
        onClick={onOlder}
      >
        {coming ? "Loading…" : `Show older threads (${numeral(missing)})`}
      </button>
    </li>
  );
}
