/** One bubble: own at the end in the accent, the other side's at the start. */

import type { MessageRow } from "@threadbox/client/rows";
import { clock, exactly } from "@threadbox/client/time";
import { Text } from "@threadbox/client/ui/Text";
import { locale, t } from "../texts";
import { Sign } from "./Topic";
import { Unseen } from "./Unseen";

/** How far the last own message got. */
export type Receipt = "sending" | "sent" | "read";

export interface MessageProps {
  row: MessageRow;
  website: string;
  receipt: Receipt | null;
  onRetry(id: string): void;
  onDismiss(id: string): void;
}

export function Message({ row, website, receipt, onRetry, onDismiss }: MessageProps) {
  const own = row.side === "visitor";
  const name = own ? t("you") : (row.by.name ?? website);
  const time = clock(row.at, locale());
  const isFailed = row.sending?.state === "failed";
  const shape = `${row.first ? "is-first" : ""} ${row.last ? "is-last" : ""} ${isFailed ? "is-failed" : ""}`;
  return (
    <div class={`message ${own ? "is-own" : ""} ${shape}`}>
      {row.chip && <Chip thread={row.chip.thread} topic={row.chip.topic} />}
      {!own && row.first ? (
        <p class="said-by">
          <bdi>{name}</bdi> · {time}
        </p>
      ) : (
        <Unseen>{t("said.at", { name, time })}</Unseen>
      )}
      <div class="bubble" title={exactly(row.at, locale())}>
        <Text text={row.text} class="words" />
      </div>
      {isFailed && row.sending && (
        <Failed
          id={row.sending.id}
          reason={row.sending.refused?.message}
          onRetry={onRetry}
          onDismiss={onDismiss}
        />
      )}
      {receipt && (
        <p class="receipt">
          {t(receipt)}
          {receipt !== "sending" && ` ${time}`}
        </p>
      )}
    </div>
  );
}

/** Where the message belongs, when what stands above it does not tell. */
function Chip({ thread, topic }: { thread: string | null; topic: string | null }) {
  return (
    <p class="chip">
      {thread && <Sign thread={thread} />}
      <bdi>{topic ?? t("topic.main")}</bdi>
    </p>
  );
}

interface FailedProps extends Pick<MessageProps, "onRetry" | "onDismiss"> {
  id: string;
  reason: string | undefined;
}

function Failed({ id, reason, onRetry, onDismiss }: FailedProps) {
  return (
    <p class="failed">
      {t("failed")} · {reason !== undefined && <>{reason} </>}
      <button type="button" onClick={() => onRetry(id)}>
        {t("retry")}
      </button>
      {" · "}
      <button type="button" onClick={() => onDismiss(id)}>
        {t("delete")}
      </button>
    </p>
  );
}
