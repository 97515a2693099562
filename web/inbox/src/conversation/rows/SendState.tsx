/** What became of something that is being sent, and what to do when it was refused. */

import type { Sending } from "@threadbox/client/timeline/rows";
import type { RowContext } from "./context";

export function SendState({ sending, context }: { sending: Sending; context: RowContext }) {
  if (sending.state === "done") return null;
  if (sending.state !== "failed")
    return context.upload(sending.id) === undefined ? <p class="receipt">Sending …</p> : null;
  return (
    <p class="receipt receipt-failed" role="alert">
      <span>Not sent. {sending.refused?.message ?? ""}</span>
      <button type="button" class="button button-small" onClick={() => context.onRetry(sending.id)}>
        Retry
      </button>
      <button type="button" class="button button-small" onClick={() => context.onDrop(sending.id)}>
        Delete
      </button>
    </p>
  );
}
