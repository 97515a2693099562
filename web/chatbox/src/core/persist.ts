/** Keeping something in storage when it changes: soon, not at once, and surely before the page goes. */

import { effect } from "@preact/signals";
import { clearTimer, setTimer, type Timer } from "@threadbox/client/browser/builtins";

const PAUSE_MILLISECONDS = 400;

/** Calls `keep` after changes of `value`; gives the way to stop, which keeps once more. */
export function persist(value: () => unknown, keep: () => void): () => void {
  let timer: Timer = null;
  const now = () => {
    if (timer === null) return;
    clearTimer(timer);
    timer = null;
    keep();
  };
  const unwatch = effect(() => {
    if (!value()) return;
    timer ??= setTimer(now, PAUSE_MILLISECONDS);
  });
  // On a phone a page that is hidden may end without another word.
  addEventListener("pagehide", now);
  document.addEventListener("visibilitychange", now);
  return () => {
    unwatch();
    removeEventListener("pagehide", now);
    document.removeEventListener("visibilitychange", now);
    now();
  };
}
