/**
 * `on` and `off`: one listener per event, called after our own work is done and never able to
 * break it.
 */

import type { Voice } from "./console";

/** A callback of the page. */
export type Listener = (...values: unknown[]) => unknown;

/** The page's listeners. */
export interface Events {
  on(name: string, listener: Listener): void;
  off(name: string): void;
  /** What somebody listens to. */
  names(): Iterable<string>;
  emit(name: string, ...values: unknown[]): void;
}

/** An empty registry. */
export function createEvents(voice: Voice): Events {
  const listeners = new Map<string, Listener>();

  return {
    on(name, listener) {
      listeners.set(name, listener);
    },
    off(name) {
      listeners.delete(name);
    },
    names: () => listeners.keys(),
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
