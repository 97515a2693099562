/**
 * The focus is never lost inside the panel: a button that was pressed may go away with what it stood
 * in, or be disabled, and then the keyboard would begin again at the top of the page.
 */

import { setTimer } from "@threadbox/client/browser/builtins";

/** What was pressed may give the focus away itself; and a disabled button loses it at the next drawing. */
const PAUSE_MILLISECONDS = 50;

/** Watches `mount`; when the focus was in it and is nowhere now, calls `place`. Gives the way to stop. */
export function guardFocus(root: ShadowRoot, mount: HTMLElement, place: () => void): () => void {
  let isInside = false;
  let isDue = false;
  const look = () => {
    isDue = false;
    if (isInside && !root.activeElement && document.activeElement === document.body) place();
  };
  const came = () => {
    isInside = mount.contains(root.activeElement);
  };
  // A press beside everything takes the focus away on purpose, perhaps to mark words.
  const pressed = () => {
    isInside = false;
  };
  const observer = new MutationObserver(() => {
    if (isInside && !isDue) setTimer(look, PAUSE_MILLISECONDS);
    isDue = isInside;
  });
  observer.observe(mount, { childList: true, subtree: true, attributeFilter: ["disabled", "inert"] });
  document.addEventListener("focusin", came, true);
  document.addEventListener("pointerdown", pressed, true);
  return () => {
    observer.disconnect();
    document.removeEventListener("focusin", came, true);
    document.removeEventListener("pointerdown", pressed, true);
  };
}
