/**
 * `on` and `off`: one listener per event, called after our own work is done and never able to
 * break it.
 */

import type { Listener, PageListeners, Voice } from "../../bridge/services";

/** An empty registry. */
export function createListeners(voice: Voice): PageListeners {
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
