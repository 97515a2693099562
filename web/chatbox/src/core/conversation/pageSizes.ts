/** How much of the history comes at a time. */

/** Two screens of a phone. */
const READ_ITEMS = 40;
/** What is not to be read but to be passed on the way to something older. */
export const PASSED_ITEMS = 200;
/** Each portion makes all rows anew: the more there are, the more comes at a time, as a part of them. */
const PART_OF_ITEMS = 1 / 10;

/** The next portion for somebody who reads back, when so many items are there. */
export function pageSizeAfter(items: number): number {
  return Math.min(PASSED_ITEMS, Math.max(READ_ITEMS, Math.round(items * PART_OF_ITEMS)));
}
