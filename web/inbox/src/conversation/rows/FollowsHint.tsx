/** Beside a late message: which ended thread it seems to continue. Nothing reopens by itself. */

import type { Follows } from "@threadbox/client/timeline/rows";
import { TopicChip } from "../../shared/threads/TopicChip";
import type { RowContext } from "./context";

export function FollowsHint({ follows, context }: { follows: Follows; context: RowContext }) {
  return (
    <p class="follows">
      <span>follows</span>
      <TopicChip
        thread={follows.thread}
        topic={follows.topic}
        state={follows.reopenable ? "ended" : "open"}
      />
      {follows.reopenable && (
        <button type="button" class="button button-small" onClick={() => context.onReopen(follows.thread)}>
          Reopen<span class="hidden-text"> {follows.topic}</span>
        </button>
      )}
    </p>
  );
}
