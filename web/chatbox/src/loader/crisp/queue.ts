/**
 * The page's `$crisp`: an array of entries until the chatbox is there, then the same array with a
 * `push` that acts at once. The direct methods are there as soon as the script is. `is` appears last:
 * Crisp's own wrapper takes it as the sign that everything works.
 */

import type { Sessions } from "../sessions";
import type { PageGlobals } from "./pageGlobals";

type Method = (...values: unknown[]) => unknown;

/** Whether the page pushed `["safe", true]`: it counts from the start, wherever it stands. */
export function isSafe(queue: unknown[]): boolean {
  return queue.some((entry) => Array.isArray(entry) && entry[0] === "safe" && entry[1] === true);
}

/**
 * The page's queue with the direct methods, which queue too. What is no array, or frozen, is replaced
 * by one.
 */
export function prepareQueue(globals: PageGlobals): unknown[] {
  const given = globals.$crisp;
  const queue: unknown[] =
    Array.isArray(given) && Object.isExtensible(given) ? given : [].concat((given ?? []) as []);
  globals.$crisp = queue;
  for (const verb of "do set on off config safe help".split(" "))
    define(queue, verb, (...rest) => queue.push([verb, ...rest]));
  return queue;
}

/**
 * Runs what the page has queued, in order, and makes `push` act at once. Gives what makes it ready:
 * `is`, and the page's `CRISP_READY_TRIGGER`.
 */
export function adoptQueue(globals: PageGlobals, { run, ask }: Pick<Sessions, "run" | "ask">): () => void {
  const queue = prepareQueue(globals);
  const entries = queue.splice(0);
  // Defined before the queue runs, so that a listener called from it may push already.
  define(queue, "push", (...more) => more.forEach(run));
  define(queue, "get", (name, key) => ask(name, key) ?? null);
  entries.forEach(run);
  return () => {
    define(queue, "is", (name) => ask(name) === true);
    (globals.CRISP_READY_TRIGGER as (() => void) | undefined)?.();
  };
}

/** Defines and does not assign: the page may have frozen what arrays inherit. */
function define(queue: unknown[], name: string, value: Method): void {
  Object.defineProperty(queue, name, { value, writable: true });
}

/** The event by which copies of this script find each other, called like the element. */
const OFFER = "threadbox-chat";

/** Whether another copy of this script is at work here and takes over the queue. */
export function adoptedByOther(): boolean {
  // Old libraries put a class of their own in the place of `Event`.
  return !document.dispatchEvent(new CustomEvent(OFFER, { cancelable: true }));
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
