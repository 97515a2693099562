/** One row of the timeline, whatever it is, with the rails beside it. */

import type { Row } from "@threadbox/client/rows";
import { Boundary } from "@threadbox/client/ui/Boundary";
import { dayName, exactTime } from "../../clock";
import { BrokenMessage } from "../Broken";
import { doer, type RowContext } from "./context";
import { EmptyThread, EndMarker } from "./EndMarker";
import { Folded } from "./Folded";
import { Marker } from "./Marker";
import { Message } from "./Message";
import { lanesOf, Rails } from "./Rails";
import "./rows.css";

export interface TimelineRowProps {
  row: Row;
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
export function anchorOf(row: Row): string | undefined {
  if (row.kind === "day" || row.kind === "unread" || row.kind === "typing") return undefined;
  return row.kind === "folded" ? `i${row.episode.seq}` : row.key;
}

/** What a row stands for: what the server stored, where it is of one thing. */
function itemOf(row: Row): unknown {
  return "item" in row && row.item !== null ? row.item : row;
}

function Content({ row, context }: TimelineRowProps) {
  switch (row.kind) {
    case "message":
      return <Message row={row} context={context} />;
    case "start":
    case "reopened":
      return <Marker row={row} context={context} />;
    case "end":
      return <EndMarker row={row} context={context} />;
    case "folded":
      return <Folded row={row} context={context} />;
    case "empty":
      return <EmptyThread row={row} context={context} />;
    case "day":
      return (
        <h3 class="day">
          <span>{dayName(row.at, context.now)}</span>
        </h3>
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
          <bdi>{doer(row.item.by, context)}</bdi> renamed this thread from <bdi>“{row.item.previous}”</bdi> to{" "}
          <bdi>“{row.item.topic}”</bdi>
        </p>
      );
    case "unreadable":
      return <BrokenMessage item={row.item} />;
    case "typing":
      return (
        <p class="typing">
          <bdi>{row.by === null ? context.visitor : row.by.name}</bdi> is typing …
        </p>
      );
  }
}
