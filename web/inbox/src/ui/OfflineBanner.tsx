/** Says that nothing new arrives, once that has been so for a moment; what is written is kept. */

import type { Status } from "@threadbox/client/connection";
import { useLasting } from "./hooks";

/** A reconnect is usually over by then, and a banner that blinks is worse than none. */
const QUIET_MILLISECONDS = 2_000;

export function OfflineBanner({ status }: { status: Status }) {
  const shown = useLasting(status !== "online", QUIET_MILLISECONDS);
  return (
    <div class="offline" role="status">
      {shown && (
        <p class="banner">
          {status === "stopped"
            ? "Disconnected. Reload the page to go on."
            : "No connection. What you send is kept and goes out by itself."}
        </p>
      )}
    </div>
  );
}
