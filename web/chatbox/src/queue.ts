/**
 * The page's `$crisp`: an array of entries until the chatbox is there, then the same array with a
 * `push` that acts at once and the direct methods. `is` appears last: Crisp's own wrapper takes it
 * as the sign that everything works.
 */

import type { PageGlobals } from "./page";
import type { Sessions } from "./sessions";

/** Whether the page pushed `["safe", true]`: it counts from the start, wherever it stands. */
export function isSafe(queue: unknown): boolean {
  return Array.isArray(queue) && queue.some((entry) => entry?.[0] === "safe" && entry[1] === true);
}

/**
 * Runs what the page has queued, in order, and makes `push` and the direct methods act at once.
 * Gives what makes it ready: `is`, and the page's `CRISP_READY_TRIGGER`.
 */
export function adoptQueue(globals: PageGlobals, { run, ask }: Pick<Sessions, "run" | "ask">): () => void {
  const queue: unknown[] = Array.isArray(globals.$crisp) ? globals.$crisp : [];
  const entries = queue.splice(0);
  globals.$crisp = queue;
  // Defined before the queue runs, so that a listener called from it may push already.
  const push = (...more: unknown[]) => more.forEach(run);
  const get = (name: unknown, key?: unknown) => ask("get", name, key) ?? null;
  const methods: Record<string, unknown> = { push, get };
  for (const verb of ["do", "set", "on", "off", "config", "safe", "help"])
    methods[verb] = (...rest: unknown[]) => run([verb, ...rest]);
  Object.assign(queue, methods);
  entries.forEach(run);
  return () => {
    Object.assign(queue, { is: (name: unknown) => ask("is", name) === true });
    (globals.CRISP_READY_TRIGGER as (() => void) | undefined)?.();
  };
}

const OFFER = "threadbox:adopt";

/** Whether another copy of this script is at work here and takes over the queue. */
export function adoptedByOther(): boolean {
  return !document.dispatchEvent(new Event(OFFER, { cancelable: true }));
}

/** Lets later copies of this script hand over their queue, unless there is no `adopt`. */
export function answerOthers(adopt: () => (() => unknown) | null): void {
  document.addEventListener(OFFER, (offer) => {
    const act = adopt();
    if (!act) return;
    offer.preventDefault();
    act();
  });
}
