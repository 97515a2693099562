/** Short words at the edge of the screen: what happened, and for a while, how to undo it. */

import { signal } from "@preact/signals";

/** One word to the operator. */
export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "error";
  action: { label: string; run: () => void } | null;
}

/** Long enough to read and reach the button. */
const SECONDS_SHOWN = 6;

/** The toasts on the screen, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

let lastId = 0;

/** Shows a toast. With an action it can be undone while it stands. */
export function toast(text: string, action: Toast["action"] = null, tone: Toast["tone"] = "plain"): void {
  const id = ++lastId;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone, action }];
  hold(id);
}

/** Says that something could not be done. */
export function toastError(text: string): void {
  toast(text, null, "error");
}

/** Takes a toast away. */
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** A toast under the pointer or holding the focus stays. */
export const held = signal(false);

function hold(id: number): void {
  setTimeout(() => (held.value ? hold(id) : dismiss(id)), SECONDS_SHOWN * 1000);
}
