/**
 * The rails beside the timeline: which threads run past each row, and how each is drawn there.
 * A row can be drawn from its own rails alone, so rows may be virtualized.
 */

import { type Hue, hueOf } from "./threadHues";
import type { Span } from "./threadSpans";

export type RailStyle = "solid" | "dashed" | "dotted";
/** How the line meets the row's edge: not at all, through it, or fading out towards it. */
export type RailEdge = "none" | "line" | "fade";
/** ring: started; half: reopened; dot: ended; pending: started here, not yet acknowledged. */
export type RailMark = "ring" | "half" | "dot" | "pending";

export interface Rail {
  lane: 0 | 1 | 2;
  thread: string;
  hue: Hue;
  style: RailStyle;
  top: RailEdge;
  bottom: RailEdge;
  mark: RailMark | null;
  /** The row is of this thread; else the thread only runs past. */
  own: boolean;
}

/** What the rails need to know of a row; `seq` may lie between two items' for rows that are no item. */
export interface Railed {
  seq: number;
  thread: string | null;
}

const NONE: Rail[] = [];
const STYLES: readonly RailStyle[] = ["solid", "dashed", "dotted"];
/**
 * The rails of each row, whose mark stands in `marks`. `spans` come by `from`; more threads
 * than `lanes` share the last lane.
 */
export function railsOf(
  rows: readonly Railed[],
  marks: readonly (RailMark | null)[],
  spans: readonly Span[],
  lanes: 1 | 2 | 3,
): Rail[][] {
  const waiting = spans.filter((span) => span.draw === "rail");
  const slots: Span[][] = [[], [], []].slice(0, lanes);
  let next = 0;
  let above = NONE;
  return rows.map((row, index) => {
    leave(slots, row.seq);
    for (let span = waiting[next]; span && span.from <= row.seq; span = waiting[++next])
      if (span.to === null || span.to >= row.seq) enter(slots, span);
    const place = { first: index === 0, last: index === rows.length - 1 };
    const rails = slots.flatMap((running, lane) => {
      const span = running.findLast(({ thread }) => thread.id === row.thread) ?? running.at(-1);
      return span ? [railAt(span, lane as Rail["lane"], row, marks[index] ?? null, place)] : NONE;
    });
    for (const rail of rails)
      part(
        above.find(({ lane }) => lane === rail.lane),
        rail,
      );
    above = rails;
    return rails;
  });
}

/** Where threads share a lane, the line of one does not lead to the mark of another. */
function part(above: Rail | undefined, below: Rail): void {
  if (!above || above.thread === below.thread) return;
  if (above.bottom === "line") above.bottom = "fade";
  if (below.top === "line") below.top = "fade";
}

function leave(slots: Span[][], seq: number): void {
  const hasLeft = (span: Span) => span.to !== null && span.to < seq;
  slots.forEach((running, lane) => {
    if (running.some(hasLeft)) slots[lane] = running.filter((span) => !hasLeft(span));
  });
}

function enter(slots: Span[][], span: Span): void {
  (slots.find((running) => running.length === 0) ?? slots.at(-1))?.push(span);
}

function railAt(
  span: Span,
  lane: Rail["lane"],
  row: Railed,
  mark: RailMark | null,
  { first, last }: { first: boolean; last: boolean },
): Rail {
  const own = span.thread.id === row.thread;
  const begins = span.from === row.seq;
  const ends = span.to === row.seq;
  return {
    lane,
    thread: span.thread.id,
    hue: hueOf(span.thread.id),
    style: STYLES[lane] ?? "solid",
    top: begins ? "none" : first ? "fade" : "line",
    bottom: ends ? "none" : last ? "fade" : "line",
    mark: own ? mark : null,
    own,
  };
}
