/** Ends the thread the composer writes to. At once: the toast that follows can undo it. */

import type { Thread } from "@threadbox/client/protocol";
import { ThreadSign } from "../shared/threads/ThreadSign";

export interface EndButtonProps {
  thread: Thread;
  onEnd: (thread: Thread) => void;
}

export function EndButton({ thread, onEnd }: EndButtonProps) {
  return (
    <button
      type="button"
      class="button button-small end-button"
      aria-label="End thread"
      title={`End thread: ${thread.topic} (Shift+E)`}
      onClick={() => onEnd(thread)}
    >
      <ThreadSign thread={thread.id} state="ended" />
      <span>
        End<span class="end-long"> thread</span>
      </span>
    </button>
  );
}
