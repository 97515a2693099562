/** The thread a text was meant for has ended: the operator decides what becomes of the text. */

import type { Thread } from "@threadbox/client/protocol";

export interface EndedNoticeProps {
  thread: Thread;
  onReopen: (thread: string) => void;
  onMain: () => void;
}

export function EndedNotice({ thread, onReopen, onMain }: EndedNoticeProps) {
  return (
    <div class="ended-notice" role="status">
      <span>
        This thread ended. <bdi class="ended-notice-topic">{thread.topic}</bdi>
      </span>
      <button type="button" class="button button-small" onClick={() => onReopen(thread.id)}>
        Reopen
      </button>
      <button type="button" class="button button-small" onClick={onMain}>
        Send to main line
      </button>
    </div>
  );
}
