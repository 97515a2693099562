/** The threads of a conversation as a view holds them: the open ones and the newest; older ones come by pages. */

import type { Thread } from "../protocol";

/** Older threads that are not here: how many, and the number below which to ask for the newest of them. */
export interface Missing {
  count: number;
  before: number;
}

/** What is missing from all threads ever started; their numbers have no gaps. */
export function missingThreads(threads: readonly Thread[]): Missing | null {
  const known = new Set(threads.map(({ number }) => number));
  let newest = Math.max(0, ...known);
  const count = newest - known.size;
  while (known.has(newest)) newest -= 1;
  return count > 0 ? { count, before: newest + 1 } : null;
}

/** The threads with those of a page that were not here, by number. */
export function withThreads(threads: readonly Thread[], page: readonly Thread[]): Thread[] {
  const known = new Set(threads.map(({ id }) => id));
  const all = [...threads, ...page.filter(({ id }) => !known.has(id))];
  return all.sort((a, b) => a.number - b.number);
}
