/** Says that there is no connection, once it has lasted. */

import type { LiveConversation } from "../../conversation/liveConversation";
import { t } from "../../texts";

export function OfflineBanner({ status, isLost }: Pick<LiveConversation, "status" | "isLost">) {
  const text = status.value === "stopped" ? t("gone") : isLost.value ? t("offline") : "";
  // The region is always there: only a change inside it is announced.
  return (
    <div role="status" class={text ? "banner" : "unseen"}>
      {text}
    </div>
  );
}
