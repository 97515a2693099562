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
  let loaded: unknown[] | null = null;

  function call(name: string, values: unknown[]): void {
    // A microtask: the page runs after our stack has unwound, in order, also in background tabs.
    void Promise.resolve().then(() => {
      try {
        listeners.get(name)?.(...values);
      } catch (error) {
        voice.error(`the listener of "${name}" threw`, error);
      }
    });
  }

  return {
    on(name, listener) {
      listeners.set(name, listener);
      // `session:loaded` is a state as much as an event: whoever comes late still hears of it.
      if (name === "session:loaded" && loaded) call(name, loaded);
    },
    off(name) {
      listeners.delete(name);
    },
    names: () => listeners.keys(),
    emit(name, ...values) {
      if (name === "session:loaded") loaded = values;
      call(name, values);
    },
  };
}
