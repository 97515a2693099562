/** Where threads start, end, are folded: the signs of the timeline. */

import { now } from "@threadbox/client/browser/builtins";
import { briefly, clock, duration, exactly } from "@threadbox/client/text/time";
import type { EmptyRow, EndRow, FoldedRow, StartRow } from "@threadbox/client/timeline/rows";
import type { ComponentChildren } from "preact";
import { locale, t } from "../../texts";
import { Icon } from "../shared/Icon";
import { ScreenReaderText } from "../shared/ScreenReaderText";
import { Sign } from "../shared/Topic";

/** What the marks can do. */
export interface MarkActions {
  onFold(thread: string, folded: boolean): void;
  onRetry(id: string): void;
  onDismiss(id: string): void;
}

/** A start, or a reopening. `website` stands for whoever started it: visitors see one counterpart. */
export function StartMark({
  row,
  website,
  actions,
  id,
}: {
  row: StartRow;
  website: string;
  actions: MarkActions;
  id: string;
}) {
  const { sending, thread } = row;
  const isFailed = sending?.state === "failed";
  // Beside letters of the other direction, digits would join the name.
  const values = { name: <bdi>{website}</bdi>, time: <bdi>{clock(row.at, locale())}</bdi> };
  const meta =
    sending && sending.state !== "done"
      ? t("start.sending")
      : t.parts<ComponentChildren>(row.kind === "start" ? "started.by" : "reopened.by", values);
  return (
    <div class={`mark start ${row.foldable ? "is-foldable" : ""}`} data-start={thread}>
      <h3 id={id} class="mark-topic">
        {withTopic(row.kind === "start" ? "thread.started" : "thread.reopened", row.topic)}
      </h3>
      {isFailed ? (
        <p class="failed" role="alert">
          {t("start.failed")} ·{" "}
          <button type="button" onClick={() => actions.onRetry(sending.id)}>
            {t("start.again")}
          </button>
          {" · "}
          <button type="button" onClick={() => actions.onDismiss(sending.id)}>
            {t("delete")}
          </button>
        </p>
      ) : (
        <p key={sending?.state} class="meta" title={exactly(row.at, locale())}>
          {meta}
        </p>
      )}
      {row.foldable && thread && (
        <button
          type="button"
          class="fold"
          aria-expanded="true"
          aria-label={t("fold", { topic: row.topic })}
          onClick={() => actions.onFold(thread, true)}
        >
          <Icon name="down" size={18} />
        </button>
      )}
    </div>
  );
}

/** The eye needs the topic only where several threads run; screen readers are told by a sentence. */
export function EndMark({ row }: { row: EndRow }) {
  const { item, topic } = row;
  return (
    <div class="mark end">
      <p class="mark-topic" title={exactly(row.at, locale())}>
        <ScreenReaderText>{withTopic("thread.ended", topic)} </ScreenReaderText>
        <span aria-hidden="true">
          {row.named && <bdi>{topic}</bdi>}
          {row.named && " · "}
          {t("ended")}
        </span>
        {` · ${clock(row.at, locale())} · ${duration(item.seconds, locale())} · ${count(item.messages)}`}
      </p>
      {item.outcome && (
        <p class="meta outcome" dir="auto">
          {item.outcome}
        </p>
      )}
    </div>
  );
}

/** An ended thread, folded to one card. */
export function FoldedCard({ row, actions }: { row: FoldedRow; actions: MarkActions }) {
  const { info, episode } = row;
  const when = t("ended.when", { when: briefly(episode.ended_at ?? row.at, now(), locale()) });
  return (
    <button
      type="button"
      class="folded"
      data-start={info.id}
      aria-expanded="false"
      title={t("unfold", { topic: row.topic })}
      onClick={() => actions.onFold(info.id, false)}
    >
      <Sign thread={info.id} ended />
      <span class="folded-text">
        <bdi class="folded-topic">{row.topic}</bdi>
        <span class="meta">
          {count(row.messages)} · {when}
        </span>
      </span>
      {row.unread > 0 && <span class="count">{row.unread}</span>}
      <Icon name="forth" size={18} />
    </button>
  );
}

/** A thread in which nothing was said. */
export function EmptyMark({ row }: { row: EmptyRow }) {
  return (
    <p class="empty" data-start={row.info.id}>
      <Sign thread={row.info.id} ended />
      <span>
        <ScreenReaderText>{withTopic("thread.ended", row.topic)} </ScreenReaderText>
        <bdi aria-hidden="true">{row.topic}</bdi> · {t("nothing")}
        {row.seconds > 0 && ` · ${duration(row.seconds, locale())}`}
      </span>
    </p>
  );
}

/** The sentence with only its topic visible: the mark beside it says the rest to the eye. */
function withTopic(
  key: "thread.started" | "thread.reopened" | "thread.ended",
  topic: string,
): ComponentChildren {
  return t
    .parts<ComponentChildren>(key, { topic: <bdi key={topic}>{topic}</bdi> })
    .map((part, index) =>
      typeof part === "string" ? <ScreenReaderText key={index}>{part}</ScreenReaderText> : part,
    );
}

/** "no messages", "1 message", "14 messages". */
export function count(messages: number): string {
  return messages === 0 ? t("nothing") : t("messages", { count: messages });
}
