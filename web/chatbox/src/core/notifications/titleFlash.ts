/**
 * "(2) Title" while the tab is hidden and something is unread. The page's own title comes back, also
 * when the page has changed it meanwhile.
 */

const BLINK_MILLISECONDS = 1_500;

/** Told how many messages are unread; with none it leaves the title alone. */
export type TitleFlash = (unread: number) => void;

export function createTitleFlash(): TitleFlash {
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

  return (unread) => {
    count = unread;
    document.removeEventListener("visibilitychange", look);
    if (unread > 0) document.addEventListener("visibilitychange", look);
    look();
  };
}
