/** One listener for several events. */

/** What is listened to: an event of a target. */
export type Sign = readonly [EventTarget, string];

/** Calls `heed` for each of the events; gives the way to stop. */
export function listen(signs: readonly Sign[], heed: (event: Event) => void): () => void {
  for (const [target, event] of signs) target.addEventListener(event, heed);
  return () => {
    for (const [target, event] of signs) target.removeEventListener(event, heed);
  };
}
