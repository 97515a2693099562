/** Where a thread ended: a dot, who ended it, how long it took, and what came of it. */

import type { EmptyRow, EndRow } from "@threadbox/client/timeline/rows";
import { ThreadSign } from "../../shared/threads/ThreadSign";
import { counted } from "../../shared/threads/threadSummary";
import { clockTime, duration, exactTime } from "../../shared/timeFormat";
import { doer, type RowContext } from "./context";
import { ThreadButtons } from "./ThreadButtons";

export function EndMarker({ row, context }: { row: EndRow; context: RowContext }) {
  const { item } = row;
  return (
    <div class="marker marker-end">
      <div class="marker-line">
        <span class="marker-ended-topic">
          <span class="hidden-text">Thread </span>
          <bdi>{row.topic}</bdi>
        </span>{" "}
        <span class="marker-meta" title={exactTime(row.at)}>
          ended by <bdi>{doer(item.by, context)}</bdi>
          {` · ${clockTime(row.at)} · ${duration(item.seconds)} · ${counted(item.messages)}`}
        </span>
        <ThreadButtons thread={item.thread} topic={row.topic} reopenable={row.reopenable} context={context} />
      </div>
      {item.outcome !== null && (
        <p class="outcome" dir="auto">
          {item.outcome}
        </p>
      )}
    </div>
  );
}

/** A thread in which nothing was said: start and end in one row. */
export function EmptyThread({ row, context }: { row: EmptyRow; context: RowContext }) {
  const { episode, info } = row;
  const by = episode.ended_by ?? episode.by;
  const newest = info.episodes.at(-1) === episode && info.state === "ended";
  return (
    <div class="marker marker-empty">
      <div class="marker-line">
        <span class="empty-signs" aria-hidden="true">
          <ThreadSign thread={info.id} state="open" />
          <ThreadSign thread={info.id} state="ended" />
        </span>
        <h3 class="marker-ended-topic">
          <span class="hidden-text">Thread </span>
          <bdi>{row.topic}</bdi>
        </h3>{" "}
        <span class="marker-meta">
          {episode === info.episodes[0] ? "started" : "reopened"} by <bdi>{doer(episode.by, context)}</bdi>
          {` · ${clockTime(episode.at)}, ended by `}
          <bdi>{doer(by, context)}</bdi>
          {` · no messages · ${duration(row.seconds)}`}
        </span>
        <ThreadButtons thread={info.id} topic={row.topic} reopenable={newest} context={context} />
      </div>
      {episode.outcome !== null && (
        <p class="outcome" dir="auto">
          {episode.outcome}
        </p>
      )}
    </div>
  );
}
