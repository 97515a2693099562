/** An ended thread as one row: enough to know it, one click to read it. */

import type { FoldedRow } from "@threadbox/client/timeline/rows";
import { authorName } from "../../shared/names";
import { ThreadSign } from "../../shared/threads/ThreadSign";
import { counted } from "../../shared/threads/threadSummary";
import { duration } from "../../shared/timeFormat";
import { Avatar } from "../../shared/ui/Avatar";
import { Icon } from "../../shared/ui/Icon";
import { doer, type RowContext } from "./context";
import { ThreadButtons } from "./ThreadButtons";

/** Faces shown before they become a count. */
const FACES = 3;

export function FoldedThread({ row, context }: { row: FoldedRow; context: RowContext }) {
  const { info, episode } = row;
  const newest = info.episodes.at(-1) === episode;
  return (
    <div class="folded">
      <h3 class="folded-heading">
        <button
          type="button"
          class="folded-open"
          aria-expanded={false}
          onClick={() => context.onFold(info.id, false)}
        >
          <ThreadSign thread={info.id} state="ended" />
          <bdi class="folded-topic" title={row.topic}>
            {row.topic}
          </bdi>
          <span class="folded-meta" dir="auto">
            {summary(row)}
          </span>
          <Faces row={row} context={context} />
          <span class="folded-by">
            ended by <bdi>{doer(episode.ended_by ?? episode.by, context)}</bdi>
          </span>
          {row.unread > 0 && (
            <span class="badge">
              {row.unread}
              <span class="hidden-text"> unread</span>
            </span>
          )}
          <Icon name="down" size={16} />
        </button>
      </h3>
      <ThreadButtons thread={info.id} topic={row.topic} reopenable={newest} context={context} />
    </div>
  );
}

function Faces({ row, context }: { row: FoldedRow; context: RowContext }) {
  const more = row.authors.length - FACES;
  return (
    <span class="folded-faces" aria-hidden="true">
      {row.authors.slice(0, FACES).map((by) => (
        <Avatar
          key={by.id}
          id={by.id}
          name={by.kind === "visitor" ? context.face : authorName(by, context.visitor)}
          picture={by.kind === "visitor" ? null : by.avatar}
          size="small"
        />
      ))}
      {more > 0 && <span>+{more}</span>}
    </span>
  );
}

function summary({ messages, seconds, episode }: FoldedRow): string {
  const parts = [counted(messages)];
  if (seconds !== null) parts.push(duration(seconds));
  if (episode.outcome !== null) parts.push(episode.outcome);
  return parts.join(" · ");
}
