/**
 * The panel's place in the page: a plain panel beside the page on a desktop; on a phone the whole
 * screen, with the page behind it inert and still, and Back to leave it.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { requestFrame } from "@threadbox/client/browser/builtins";
import type { Bridge } from "../../../bridge/bridge";
import { styleSheet } from "../../../bridge/styleSheet";
import { readableOn } from "../../contrast";
import type { Settings } from "../../crisp/settings";
import { guardFocus } from "./focusGuard";
import { setLazyRoot } from "./lazy";
import { styles } from "./styles";

/** Phones, also held sideways, and windows that are enlarged until little fits into them. */
const SMALL = "(width < 480px), (height < 480px) and (width < 960px)";
/** Marks our history entry, beside whatever the page keeps there. */
const ENTRY = "threadbox";

/** Where the panel is drawn, and what opening it does to the page around. */
export interface PanelFrame {
  mount: HTMLElement;
  /** The panel fills the screen: nothing else can be reached. */
  isFull: ReadonlySignal<boolean>;
  settings: ReadonlySignal<Settings>;
  /** The panel has been drawn: the focus that was asked for can be given. */
  arrived(): void;
  /** Puts the focus where one begins. */
  focus(): void;
  setOpen(open: boolean, focus: boolean): void;
  /** The person leaves the panel from inside. */
  leave(): void;
  stop(): void;
}

/** Prepares the shadow root for the panel. */
export function createPanelFrame(
  { root, launcher, setPanel, accent }: Bridge,
  settings: ReadonlySignal<Settings>,
): PanelFrame {
  root.adoptedStyleSheets.push(styleSheet(styles));
  setLazyRoot(root);
  const mount = document.createElement("div");
  mount.className = "stage";
  root.append(mount);
  const small = matchMedia(SMALL);
  const hold = holdPage(root.host);
  const isSmall = signal(small.matches);
  const isFull = computed(() => isSmall.value || settings.value["lock:fullview"]);
  let isOpen = false;
  let hasEntry = false;
  let isFocusDue = false;

  function arrange(): void {
    isSmall.value = small.matches;
    const covers = isOpen && isFull.value;
    hold(covers);
    // It stands below the panel then, where no focus could be seen.
    launcher.inert = covers;
    fit();
    // Back has nothing to close where the page keeps the panel open.
    if (!covers || hasEntry || settings.value["lock:maximized"]) return;
    hasEntry = true;
    // After a reload the entry is there already.
    if (!history.state?.[ENTRY]) history.pushState({ ...history.state, [ENTRY]: true }, "");
  }

  /** The keyboard of a phone or a tablet covers what `100dvh` still counts; a page may be enlarged. */
  function fit(): void {
    mount.style.zoom = String(1 / (root.host.currentCSSZoom || 1));
    const { visualViewport } = window;
    if (!visualViewport) return;
    // Pinched, the person looks closer at a part: the panel stays as it is.
    const { scale, height, offsetTop } = visualViewport;
    if (scale > 1.01) return;
    mount.style.setProperty("--visible", `${height}px`);
    mount.style.setProperty("--visible-top", `${offsetTop}px`);
  }

  function back(): void {
    if (!hasEntry) return;
    hasEntry = false;
    setPanel(false);
  }

  small.addEventListener("change", arrange);
  addEventListener("popstate", back);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  const unwatch = effect(() => {
    mount.dataset.full = String(isFull.value);
    mount.dataset.ink = readableOn(accent());
    (root.host as HTMLElement).dataset.mode = settings.value["color:mode"];
    arrange();
  });

  /** Into the composer; on touch the keyboard would cover half the messages, so to the panel itself. */
  function focus(): void {
    const touch = matchMedia("(pointer: coarse)").matches;
    const inside = mount.querySelector<HTMLElement>(touch ? "[role=dialog]" : "textarea");
    inside?.focus({ preventScroll: true });
  }

  const letFocusGo = guardFocus(root, mount, () => {
    focus();
    // Behind a sheet the composer takes none.
    if (!root.activeElement) mount.querySelector<HTMLElement>("[role=dialog]")?.focus();
  });

  return {
    mount,
    isFull,
    settings,
    focus,
    arrived() {
      if (isFocusDue) requestFrame(focus);
      isFocusDue = false;
    },
    setOpen(open, byPerson) {
      const changed = open !== isOpen;
      isOpen = open;
      launcher.setAttribute("aria-controls", "threadbox-panel");
      if (!open && hasEntry) {
        hasEntry = false;
        // Back comes later: after a command of the page it would undo where the page goes next. Our
        // entry stays then, and serves again.
        if (byPerson) history.back();
      }
      arrange();
      if (changed && !open && mount.contains(root.activeElement)) launcher.focus();
      isFocusDue = open && (byPerson || isFull.value);
      if (isFocusDue && mount.querySelector(".panel")) this.arrived();
    },
    leave: () => {
      if (settings.value["lock:maximized"]) return;
      setPanel(false);
      launcher.focus();
    },
    stop() {
      isOpen = false;
      arrange();
      unwatch();
      letFocusGo();
      small.removeEventListener("change", arrange);
      removeEventListener("popstate", back);
      window.visualViewport?.removeEventListener("resize", fit);
      window.visualViewport?.removeEventListener("scroll", fit);
      mount.remove();
    },
  };
}

/** Makes the page behind a full screen still and unreachable, and exactly as it was afterwards. */
function holdPage(host: Element): (held: boolean) => void {
  let letGo: (() => void) | null = null;
  return (held) => {
    if (held === !!letGo) return;
    if (letGo) {
      letGo();
      letGo = null;
      return;
    }
    const { body, documentElement } = document;
    const { style } = documentElement;
    const { overflow } = style;
    const { inert } = body;
    style.overflow = "hidden";
    // Where our element stands in a dialog in the body, all else is out of reach by that.
    body.inert ||= !body.contains(host);
    letGo = () => {
      style.overflow = overflow;
      body.inert = inert;
    };
  };
}
