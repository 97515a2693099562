/** Short words at the edge of the screen: what happened, and for a while, how to undo it. */

import { signal } from "@preact/signals";

/** One word to the operator. */
export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "error";
  action: { label: string; run: () => void } | null;
  /** What it is about; when that changes again the toast is out of date. */
  about: string | null;
}

/** Long enough to read and reach the button. */
const SECONDS_SHOWN = 6;

/** The toasts on the screen, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

let lastId = 0;

/** Shows a toast. With an action it can be undone while it stands. */
export function toast(text: string, parts: Partial<Pick<Toast, "action" | "tone" | "about">> = {}): void {
  const id = ++lastId;
  const about = parts.about ?? null;
  withdraw(about);
  const shown: Toast = { id, text, about, action: parts.action ?? null, tone: parts.tone ?? "plain" };
  toasts.value = [...toasts.value.slice(-2), shown];
  hold(id);
}

/** Takes back what was said about something. */
export function withdraw(about: string | null): void {
  if (about !== null) toasts.value = toasts.value.filter((shown) => shown.about !== about);
}

/** Says that something could not be done. */
export function toastError(text: string): void {
  toast(text, { tone: "error" });
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
