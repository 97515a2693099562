/** One message: own at the end, the other side's at the start. */

import type { Answer } from "@threadbox/client/content/contents";
import { clock, exactly } from "@threadbox/client/text/time";
import type { MessageRow } from "@threadbox/client/timeline/rows";
import { locale, t } from "../../texts";
import { Content } from "../content/Content";
import { useMedia } from "../content/media";
import { ScreenReaderText } from "../shared/ScreenReaderText";
import { Sign } from "../shared/Topic";

/** How far the last own message got. */
export type Receipt = "sending" | "sent" | "delivered" | "read";

/** What can be done with a message. */
export interface MessageActions {
  onRetry(id: string): void;
  onDismiss(id: string): void;
  onAnswer(seq: number, answer: Answer): void;
}

export interface MessageProps {
  row: MessageRow;
  website: string;
  receipt: Receipt | null;
  actions: MessageActions;
}

export function Message({ row, website, receipt, actions }: MessageProps) {
  const own = row.side === "visitor";
  const name = own ? t("you") : (row.by.name ?? website);
  const time = clock(row.at, locale());
  const isFailed = row.sending?.state === "failed";
  const shape = `${row.first ? "is-first" : ""} ${row.last ? "is-last" : ""} ${isFailed ? "is-failed" : ""}`;
  return (
    <div class={`message ${own ? "is-own" : ""} ${shape}`} title={exactly(row.at, locale())}>
      {row.chip && <Chip thread={row.chip.thread} topic={row.chip.topic} />}
      {!own && row.first ? (
        <p class="said-by">
          <bdi>{name}</bdi> · {time}
        </p>
      ) : (
        <ScreenReaderText>{t("said.at", { name, time })}</ScreenReaderText>
      )}
      <Content row={row} onAnswer={actions.onAnswer} />
      {row.sending && isFailed && (
        <Failed id={row.sending.id} reason={row.sending.refused?.message} actions={actions} />
      )}
      {row.sending && !isFailed && <Going id={row.sending.id} onCancel={actions.onDismiss} />}
      {receipt && (
        <p key={receipt} class="receipt">
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
      <bdi key={topic}>{topic ?? t("topic.main")}</bdi>
    </p>
  );
}

/** A file on its way can be given up; a text is gone before anybody could. */
function Going({ id, onCancel }: { id: string; onCancel(id: string): void }) {
  const progress = useMedia().progress(id);
  if (progress === null) return null;
  return (
    <p class="going">
      <button type="button" onClick={() => onCancel(id)}>
        {t("file.cancel")}
      </button>
    </p>
  );
}

interface FailedProps {
  id: string;
  reason: string | undefined;
  actions: MessageActions;
}

function Failed({ id, reason, actions }: FailedProps) {
  const mayRetry = useMedia().mayRetry(id);
  return (
    <p class="failed" role="alert">
      {t("failed")} · {reason !== undefined && <>{reason} </>}
      {mayRetry && (
        <>
          <button type="button" onClick={() => actions.onRetry(id)}>
            {t("retry")}
          </button>
          {" · "}
        </>
      )}
      <button type="button" onClick={() => actions.onDismiss(id)}>
        {t("delete")}
      </button>
    </p>
  );
}
