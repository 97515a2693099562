/** Who answers for a thread, ahead of the words about it; nothing while nobody does. */

import type { Thread } from "@threadbox/client/protocol";
import { me, operatorName } from "../team";

export function OwnerName({ thread }: { thread: Thread }) {
  if (thread.owner === null) return null;
  return (
    <span class="thread-owner">
      <bdi>{operatorName(thread.owner, me.value)}</bdi>
      {" · "}
    </span>
  );
}
