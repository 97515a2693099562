/**
 * The panel's place in the page: a plain panel beside the page on a desktop; on a phone the whole
 * screen, with the page behind it inert and still, and Back to leave it.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { inkOn } from "../ink";
import { sheet } from "../sheet";
import type { Bridge } from "../state";
import { styles } from "./styles";

const NARROW = "(width < 480px)";
/** Marks our history entry, beside whatever the page keeps there. */
const ENTRY = "threadbox";

/** Where the panel is drawn, and what opening it does to the page around. */
export interface Stage {
  mount: HTMLElement;
  /** The panel fills the screen: nothing else can be reached. */
  isFull: ReadonlySignal<boolean>;
  setOpen(open: boolean, focus: boolean): void;
  /** The person leaves the panel from inside. */
  leave(): void;
  stop(): void;
}

/** Prepares the shadow root for the panel. */
export function createStage({ root, launcher, setPanel, session }: Bridge): Stage {
  root.adoptedStyleSheets.push(sheet(styles));
  const mount = document.createElement("div");
  mount.className = "stage";
  mount.dataset.ink = inkOn(session.website.accent);
  root.append(mount);
  const narrow = matchMedia(NARROW);
  const page = holdPage(root.host);
  const isFull = signal(narrow.matches);
  let isOpen = false;
  let hasEntry = false;

  function arrange(): void {
    const covers = isOpen && narrow.matches;
    isFull.value = narrow.matches;
    page.hold(covers);
    if (!covers || hasEntry) return;
    hasEntry = true;
    // After a reload the entry is there already.
    if (!history.state?.[ENTRY]) history.pushState({ ...history.state, [ENTRY]: true }, "");
  }

  /** On iOS the keyboard covers what `100dvh` still counts. */
  function fit(): void {
    const { visualViewport } = window;
    if (visualViewport) mount.style.setProperty("--visible", `${visualViewport.height}px`);
  }

  function back(): void {
    if (!hasEntry) return;
    hasEntry = false;
    setPanel(false);
  }

  narrow.addEventListener("change", arrange);
  addEventListener("popstate", back);
  window.visualViewport?.addEventListener("resize", fit);

  return {
    mount,
    isFull,
    setOpen(open, focus) {
      const changed = open !== isOpen;
      isOpen = open;
      launcher.setAttribute("aria-controls", "threadbox-panel");
      if (!open && hasEntry) {
        hasEntry = false;
        history.back();
      }
      arrange();
      if (changed && !open && mount.contains(root.activeElement)) launcher.focus();
      if (open && (focus || narrow.matches)) requestAnimationFrame(() => focusInside(mount));
    },
    leave: () => {
      setPanel(false);
      launcher.focus();
    },
    stop() {
      isOpen = false;
      arrange();
      narrow.removeEventListener("change", arrange);
      removeEventListener("popstate", back);
      window.visualViewport?.removeEventListener("resize", fit);
      mount.remove();
    },
  };
}

/** Into the composer; on touch the keyboard would cover half the messages, so to the panel itself. */
function focusInside(mount: HTMLElement): void {
  const touch = matchMedia("(pointer: coarse)").matches;
  const inside = mount.querySelector<HTMLElement>(touch ? "[role=dialog]" : "textarea");
  inside?.focus({ preventScroll: true });
}

/** Makes the page behind a full screen still and unreachable, and exactly as it was afterwards. */
function holdPage(host: Element): { hold(held: boolean): void } {
  const made: HTMLElement[] = [];
  let overflow: string | null = null;
  return {
    hold(held) {
      if (held === (overflow !== null)) return;
      const { style } = document.documentElement;
      if (!held) {
        style.overflow = overflow ?? "";
        overflow = null;
        for (const element of made.splice(0)) element.inert = false;
        return;
      }
      overflow = style.overflow;
      style.overflow = "hidden";
      for (const element of document.body.children) {
        if (element === host || !(element instanceof HTMLElement) || element.inert) continue;
        element.inert = true;
        made.push(element);
      }
    },
  };
}
