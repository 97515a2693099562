/** Says that there is no connection, once it has lasted: short gaps are nobody's business. */

import type { Status } from "@threadbox/client/connection";
import { clearTimer, setTimer } from "@threadbox/client/early";
import { useEffect, useState } from "preact/hooks";
import { t } from "../texts";

const PATIENCE_MILLISECONDS = 2_000;

export function Banner({ status }: { status: Status }) {
  const isAway = status === "waiting" || status === "connecting";
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isAway) return setLong(false);
    const timer = setTimer(() => setLong(true), PATIENCE_MILLISECONDS);
    return () => clearTimer(timer);
  }, [isAway]);
  const text = status === "stopped" ? t("gone") : isAway && isLong ? t("offline") : "";
  // The region is always there: only a change inside it is announced.
  return (
    <div role="status" class={text ? "banner" : "unseen"}>
      {text}
    </div>
  );
}
