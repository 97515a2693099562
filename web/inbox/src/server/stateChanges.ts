/**
 * When a conversation was resolved and reopened, as rows among the others. The timeline itself has no
 * items of it: what was heard since it was opened here is told with who and when, what was before
 * only by the state it led to.
 */

import type { Author, Conversation, Line } from "@threadbox/client/protocol";
import type { Rail } from "@threadbox/client/timeline/rails";
import type { Row } from "@threadbox/client/timeline/rows";

/** One change of a conversation's state. `seq` lies between the items it came between. */
export interface StateChange {
  seq: number;
  state: "resolved" | "reopened";
  /** Who and when; `null`: before the conversation was opened here. */
  by: Author | null;
  at: number;
}

export interface StateChangeRow extends StateChange {
  kind: "state";
  key: string;
  thread: null;
  rails: readonly Rail[];
}

/** A row of the inbox's timeline. */
export type TimelineEntry = Row | StateChangeRow;

/** The trace that a line leaves in a conversation; `null`: none. */
export function stateChangeOf(before: Conversation, { fact, position }: Line): StateChange | null {
  if (fact.type !== "state_changed") return null;
  const [was, is] = [before.state === "resolved", fact.state === "resolved"];
  if (was === is) return null;
  // Several may come after one item: in the order of the log, and before what is drawn above the next.
  const seq = before.last_seq + 0.1 + (position % 1_000) / 10_000;
  return { seq, state: is ? "resolved" : "reopened", by: fact.by, at: fact.at };
}

/** The rows with those of traces among them. `state` is told at the end where no trace tells it. */
export function withStateChanges(
  rows: readonly Row[],
  traces: readonly StateChange[],
  { state, last_seq, active_at }: Conversation,
): readonly TimelineEntry[] {
  const isUntold = state === "resolved" && traces.at(-1)?.state !== "resolved";
  const untold: StateChange = { seq: last_seq + 0.1, state: "resolved", by: null, at: active_at };
  const told = isUntold ? [...traces, untold] : traces;
  if (told.length === 0 || rows.length === 0) return rows;
  const whole: TimelineEntry[] = [...rows];
  for (const trace of told) insert(whole, trace);
  return whole;
}

function insert(rows: TimelineEntry[], trace: StateChange): void {
  const found = rows.findIndex(({ seq, kind }) => seq > trace.seq || kind === "typing");
  const at = found < 0 ? rows.length : found;
  const above = rows[at - 1];
  // What it came after is not loaded.
  if (above === undefined || Math.ceil(rows[0]?.seq ?? 0) > trace.seq) return;
  const isLast = at === rows.length;
  if (isLast) rows[at - 1] = { ...above, rails: above.rails.map(throughBelow) };
  const rails = above.rails.flatMap((rail) => past(rail, isLast));
  rows.splice(at, 0, { ...trace, kind: "state", key: `s${trace.seq}`, thread: null, rails });
}

/** The line of a thread that runs past. */
function past(rail: Rail, isLast: boolean): Rail[] {
  if (rail.bottom === "none") return [];
  return [{ ...rail, top: "line", bottom: isLast ? "fade" : "line", mark: null, own: false }];
}

function throughBelow(rail: Rail): Rail {
  return rail.bottom === "fade" ? { ...rail, bottom: "line" } : rail;
}
