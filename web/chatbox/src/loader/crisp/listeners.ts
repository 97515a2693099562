/**
 * `on` and `off`: one listener per event, called after our own work is done and never able to
 * break it.
 */

import type { Voice } from "../console";

/** A callback of the page. */
export type Listener = (...values: unknown[]) => unknown;

/** The page's listeners, by the name of their event. */
export interface Events {
  listeners: Map<string, Listener>;
  emit(name: string, ...values: unknown[]): void;
}

/** An empty registry. */
export function createEvents(voice: Voice): Events {
  const listeners = new Map<string, Listener>();
  return {
    listeners,
    async emit(name, ...values) {
      // The page runs after our stack has unwound, in order, also in background tabs.
      await null;
      try {
        listeners.get(name)?.(...values);
      } catch (error) {
        voice.error(`the listener of "${name}" threw`, error);
      }
    },
  };
}
