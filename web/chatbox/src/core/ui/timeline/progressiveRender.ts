/**
 * How much of the history is drawn: at once what the eye can see, the rest a little at a time while
 * nothing else is to be done. So the panel opens quickly, however much there is to show.
 */

import { clearTimer, setTimer } from "@threadbox/client/browser/builtins";
import type { Row } from "@threadbox/client/timeline/rows";
import { useEffect, useMemo, useState } from "preact/hooks";
import { chunkOf, type Run } from "./runs";

/** A screen of a phone and a half. */
const CHUNKS_AT_ONCE = 2;
const CHUNKS_MORE = 2;
/** Leaves a frame between two steps for whatever the person does. */
const PAUSE_MILLISECONDS = 24;

export interface ProgressiveRender {
  runs: readonly Run[];
  /** Everything that is loaded is drawn. */
  isWhole: boolean;
}

/** The newest of `runs` that are to be drawn now, back to the first unread message at least. */
export function useProgressiveRender(runs: readonly Run[], rows: readonly Row[]): ProgressiveRender {
  const chunks = runs.flatMap((run) => run.chunks).length;
  const [most, setMost] = useState(0);
  const needed = useMemo(() => {
    const unread = rows.find((row) => row.kind === "unread");
    const last = rows.at(-1);
    if (!unread || !last) return CHUNKS_AT_ONCE;
    return chunkOf(last) - chunkOf(unread) + CHUNKS_AT_ONCE + runs.length;
  }, [rows, runs]);
  const drawn = Math.max(most, needed);
  const isWhole = drawn >= chunks;
  useEffect(() => {
    if (isWhole) return;
    const timer = setTimer(() => setMost(drawn + CHUNKS_MORE), PAUSE_MILLISECONDS);
    return () => clearTimer(timer);
  }, [isWhole, drawn]);
  return useMemo(
    () => ({ runs: isWhole ? runs : newest(runs, drawn), isWhole }),
    [runs, isWhole, isWhole ? 0 : drawn],
  );
}

/** The last `most` chunks, in their runs. */
function newest(runs: readonly Run[], most: number): readonly Run[] {
  const kept: Run[] = [];
  let left = most;
  for (const run of [...runs].reverse()) {
    if (left <= 0) break;
    kept.unshift(run.chunks.length <= left ? run : { ...run, chunks: run.chunks.slice(-left) });
    left -= run.chunks.length;
  }
  return kept;
}
