/** Whether somebody looks at this page: what is shown then counts as read. */

import { listen, type Sign } from "./eventListeners";

/** In view, and where the keyboard writes: a tab that lies open on a screen nobody sits at reads nothing. */
export function isLookedAt(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** Calls `look` whenever that may have changed, and for `more`; gives the way to stop. */
export function watchAttention(look: () => void, ...more: Sign[]): () => void {
  return listen([[window, "focus"], [window, "blur"], [document, "visibilitychange"], ...more], look);
}
