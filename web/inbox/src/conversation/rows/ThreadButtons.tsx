/** What can be done at the end of a thread; shown under the pointer and to the keyboard. */

import { copyLink } from "../../shared/clipboard";
import { permalink } from "../../shared/routes";
import type { RowContext } from "./context";

export interface ThreadButtonsProps {
  thread: string;
  topic: string;
  reopenable: boolean;
  context: RowContext;
}

export function ThreadButtons({ thread, topic, reopenable, context }: ThreadButtonsProps) {
  return (
    <span class="marker-buttons">
      {reopenable && (
        <button
          type="button"
          class="button button-small"
          aria-label="Reopen thread"
          title={`Reopen thread: ${topic}`}
          onClick={() => context.onReopen(thread)}
        >
          Reopen
        </button>
      )}
      <button
        type="button"
        class="button button-small"
        title={topic}
        onClick={() => void copyLink(permalink(context.conversation, { thread }))}
      >
        Copy link
      </button>
    </span>
  );
}
