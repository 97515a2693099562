/** Says that nothing new arrives, once that has been so for a moment; what is written is kept. */

import type { OperatorConnection } from "../../server/operatorConnection";

export function OfflineBanner({ status, isLost }: Pick<OperatorConnection, "status" | "isLost">) {
  return (
    <div class="offline" role="status">
      {isLost.value && (
        <p class="banner">
          {status.value === "stopped"
            ? "Disconnected. Reload the page to go on."
            : "No connection. What you send is kept and goes out by itself."}
        </p>
      )}
    </div>
  );
}
