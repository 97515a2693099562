/** Says that the timeline shows one thread alone, and leads back. */

import type { Thread } from "@threadbox/client/protocol";
import { ThreadSign } from "../shared/threads/ThreadSign";

export function ThreadFilterBar({ thread, onAll }: { thread: Thread; onAll: () => void }) {
  return (
    <div class="only-bar" role="status">
      <ThreadSign thread={thread.id} state={thread.state} />
      <span>Only</span>
      <bdi>{thread.topic}</bdi>
      <button type="button" class="button button-small" onClick={onAll}>
        Show everything{" "}
        <span class="key" aria-hidden="true">
          Esc
        </span>
      </button>
    </div>
  );
}
