/**
 * Many new rows are drawn a portion per frame, those before the reader's eyes first: so the first
 * of them are there at once, and keys and clicks are heard between the portions.
 */

/** Most of a screen: at a quarter of a usual processor's speed they take less than a tenth of a second. */
export const STEP_ROWS = 16;

/**
 * The rows to draw now: those that are `shown` (by key) already, and at most `most` others, the
 * nearest to the row at `focus`. All of them when there are few others.
 */
export function rowsToDraw<Row extends { key: string }>(
  rows: readonly Row[],
  shown: ReadonlySet<string>,
  focus: number,
  most = STEP_ROWS,
): readonly Row[] {
  const fresh = [...rows.keys()].filter((index) => !shown.has(rows[index]?.key ?? ""));
  if (fresh.length <= most) return rows;
  const nearest = fresh.sort((a, b) => Math.abs(a - focus) - Math.abs(b - focus)).slice(0, most);
  const drawn = new Set(nearest);
  return rows.filter((row, index) => drawn.has(index) || shown.has(row.key));
}
