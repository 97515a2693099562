/**
 * "(2) Title" while the tab is hidden and something is unread. The page's own title comes back, also
 * when the page has changed it meanwhile.
 */

import { effect } from "@preact/signals";

const BLINK_MILLISECONDS = 1_500;

/** Watches the number of unread messages; gives the way to stop. */
export function flashTitle(unread: () => number): () => void {
  let own: string | null = null;
  let count = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function restore(): void {
    // A title that is not the one we set is the page's newest.
    if (own !== null && document.title === own) document.title = own.replace(/^\(\d+\) /, "");
    own = null;
  }

  function blink(): void {
    if (own !== null) {
      restore();
      return;
    }
    own = `(${count}) ${document.title}`;
    document.title = own;
  }

  function look(): void {
    clearInterval(timer);
    restore();
    if (document.visibilityState === "visible" || count === 0) return;
    blink();
    timer = setInterval(blink, BLINK_MILLISECONDS);
  }

  const stop = effect(() => {
    count = unread();
    look();
  });
  document.addEventListener("visibilitychange", look);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", look);
    clearInterval(timer);
    restore();
  };
}
