/** One row of the timeline, whatever it is, with the rails beside it. */

import { Boundary } from "@threadbox/client/ui/Boundary";
import type { StateChangeRow, TimelineEntry } from "../../server/stateChanges";
import { clockTime, dayName, exactTime } from "../../shared/timeFormat";
import { BrokenMessage } from "../../shared/ui/RenderFailure";
import { capital, doer, type RowContext } from "./context";
import { EmptyThread, EndMarker } from "./EndMarker";
import { FoldedThread } from "./FoldedThread";
import { Message } from "./Message";
import { lanesOf, Rails } from "./Rails";
import { StartMarker } from "./StartMarker";
import "./rows.css";

export interface TimelineRowProps {
  row: TimelineEntry;
  context: RowContext;
}

export function TimelineRow({ row, context }: TimelineRowProps) {
  const run = row.kind === "message" && !row.first ? " entry-joined" : "";
  return (
    <li class={`entry entry-${row.kind} lanes-${lanesOf(row.rails)}${run}`} data-key={anchorOf(row)}>
      <Rails rails={row.rails} />
      <Boundary of={row} instead={<BrokenMessage item={itemOf(row)} />}>
        <Content row={row} context={context} />
      </Boundary>
    </li>
  );
}

/**
 * What keeps its place when rows come and go. Folded or not, a thread stands at its start: so it
 * stays under the pointer that folds it. A day's divider moves up with every older page.
 */
export function anchorOf(row: TimelineEntry): string | undefined {
  if (row.kind === "day" || row.kind === "unread" || row.kind === "typing" || row.kind === "state")
    return undefined;
  return row.kind === "folded" ? `i${row.episode.seq}` : row.key;
}

/** What a row stands for: what the server stored, where it is of one thing. */
function itemOf(row: TimelineEntry): unknown {
  return "item" in row && row.item !== null ? row.item : row;
}

function Content({ row, context }: TimelineRowProps) {
  switch (row.kind) {
    case "message":
      return <Message row={row} context={context} />;
    case "start":
    case "reopened":
      return <StartMarker row={row} context={context} />;
    case "end":
      return <EndMarker row={row} context={context} />;
    case "folded":
      return <FoldedThread row={row} context={context} />;
    case "empty":
      return <EmptyThread row={row} context={context} />;
    case "day":
      return (
        // No heading: those are the threads, from which one jumps to the next.
        <p class="day">
          <span>{dayName(row.at, context.now)}</span>
        </p>
      );
    case "unread":
      return (
        <p class="unread">
          <span>{Math.max(row.count, context.unreadThen.value)} new</span>
        </p>
      );
    case "renamed":
      return (
        <p class="trace" title={exactTime(row.at)}>
          <bdi>{capital(doer(row.item.by, context))}</bdi> renamed the thread <bdi>“{row.item.previous}”</bdi>{" "}
          to <bdi>“{row.item.topic}”</bdi>
        </p>
      );
    case "unreadable":
      return <BrokenMessage item={row.item} />;
    case "state":
      return <StateTrace row={row} context={context} />;
    case "typing":
      return (
        <p class="typing">
          <bdi>{row.by === null ? context.visitor : row.by.name}</bdi> is typing …
        </p>
      );
  }
}

function StateTrace({ row, context }: { row: StateChangeRow; context: RowContext }) {
  const what = row.state === "resolved" ? "resolved" : "reopened";
  if (row.by === null) return <p class="trace">This conversation is {what}</p>;
  return (
    <p class="trace" title={exactTime(row.at)}>
      <bdi>{capital(doer(row.by, context))}</bdi> {what} this conversation · {clockTime(row.at)}
    </p>
  );
}
