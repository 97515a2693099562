/** Taking in the lines of the log. */

import type { Line } from "../protocol";

/** Applies lines in order; one that cannot be taken in does not keep the others away. */
export function applyEach(
  lines: readonly Line[],
  apply: (line: Line) => void,
  onFault: (error: unknown, line: Line) => void,
): void {
  for (const line of lines) {
    try {
      apply(line);
    } catch (error) {
      onFault(error, line);
    }
  }
}
