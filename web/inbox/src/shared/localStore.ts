/**
 * What this browser remembers for its operator: a few JSON values in `localStorage`.
 *
 * Storage may be full, forbidden or hold somebody else's nonsense; then the value lives in
 * memory only, and nothing breaks.
 */

import { effect, type Signal, signal } from "@preact/signals";

const PREFIX = "threadbox.inbox.";

/** Reads a remembered value; `null` when there is none that can be read. */
export function recall(name: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Remembers a value; `undefined` forgets it. */
export function remember(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the value lasts as long as the page.
  }
}

/** A signal that survives a reload. `read` turns what was stored into a valid value. */
export function remembered<T>(name: string, read: (stored: unknown) => T): Signal<T> {
  const value = signal(read(recall(name)));
  effect(() => remember(name, value.value));
  return value;
}
