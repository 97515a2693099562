/**
 * The round button in the corner, drawn without a framework: one element on the page, an open
 * shadow root, one constructable style sheet. Nothing of the page gets in, nothing of ours gets out.
 */

import type { Configured } from "../bridge/bridge";
import { styleSheet } from "../bridge/styleSheet";
import css from "./launcher.css?inline";

/**
 * What pages would act on, not knowing that it is ours: single-key shortcuts while somebody types,
 * smooth scrolling of their own, dialogs that take the focus back or close.
 */
const OURS = "keydown keypress keyup wheel touchmove focusin pointerdown mousedown click";
const DIALOG = "dialog:modal";
/** What everything else is behind: a dialog, or a part of the page that fills the screen. */
const MODAL = "dialog:modal,div:modal";

/** What is in the page. */
export interface Launcher {
  root: ShadowRoot;
  /** The button itself. */
  launcher: HTMLButtonElement;
  show(open: boolean, visible: boolean, accent: string, configured: Configured): void;
  remove(): void;
}

/**
 * Puts the launcher into the page. `attributes`: what the page wants on every element of ours;
 * `onNear`: somebody is about to press it.
 */
export function createLauncher(attributes: unknown, onPress: () => void, onNear: () => void): Launcher {
  const host = document.createElement("threadbox-chat");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styleSheet(css)];
  const launcher = document.createElement("button");
  launcher.className = "launcher";
  launcher.ariaLabel = "Chat with us";
  root.append(launcher);
  try {
    for (const [name, value] of Object.entries(attributes ?? {})) host.setAttribute(name, value);
  } catch {
    // No name that an attribute can have.
  }
  let home: Element = host;
  /** How it was shown last, and whether above all else. */
  let shown = "";
  let isTop = true;
  /** The session is over; what is still told of it, perhaps by a core that comes late, is not shown. */
  let isOver = false;

  /**
   * Into the topmost modal dialog, or what fills the screen, since all else is out of reach then;
   * otherwise behind the body, which pages exchange, empty, enlarge and move. Into the top layer, above every
   * z-index; where the page has a z-index of its own in mind, that counts.
   */
  function place(dialog = home): void {
    if (isOver) return;
    home = dialog.matches(MODAL) ? dialog : (document.querySelector(MODAL) ?? document.documentElement);
    if (host.parentNode !== home) home.append(host);
    // Shown once more, it is above what came after it.
    host.popover = null;
    if (isTop) {
      host.popover = "manual";
      host.showPopover();
    }
    // Again and again: `document.open` has taken all listeners away.
    for (const type of OURS.split(" ")) root.addEventListener(type, stop, { passive: true });
    document.addEventListener("focusin", follow, true);
    launcher.onclick = onPress;
    launcher.onpointerenter = onNear;
  }

  /** A dialog that opens takes the focus; so those in shadow roots are heard of too. */
  function follow(event: Event): void {
    const path = event.composedPath() as Element[];
    const dialog = path.find((element) => element.matches?.(DIALOG));
    if (dialog && dialog !== home) place(dialog);
  }

  // Taken out of the page, by whatever way, or in a dialog that has closed: it has no size any more.
  const watch = new ResizeObserver(() => host.offsetWidth || place());
  watch.observe(host);

  return {
    root,
    launcher,
    show(open, visible, accent, configured) {
      const { style } = host;
      const index = configured["container:index"];
      launcher.ariaExpanded = String(open);
      host.hidden = !visible;
      host.toggleAttribute("data-reverse", !!configured["position:reverse"]);
      style.setProperty("--tb-accent", accent);
      style.setProperty("--tb-index", (index ?? "") as string);
      isTop = !index;
      const now = `${open} ${isTop}`;
      if (now === shown && host.isConnected) return;
      shown = now;
      place();
    },
    remove() {
      isOver = true;
      document.removeEventListener("focusin", follow, true);
      watch.disconnect();
      // Old libraries have a `remove` of their own, which wants a parent.
      host.parentNode?.removeChild(host);
    },
  };
}

function stop(event: Event): void {
  event.stopPropagation();
}
