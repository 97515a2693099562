/**
 * The round button in the corner, drawn without a framework: one element on the page, an open
 * shadow root, one constructable style sheet. Nothing of the page gets in, nothing of ours gets out.
 */

import { icon } from "./icon";
import css from "./launcher.css?inline";
import { sheet } from "./sheet";
import type { Configured } from "./state";

const BUBBLE = "M20.5 12a8 8 0 0 1-11.4 7.2L4 20.5l1.2-4.8A8 8 0 1 1 20.5 12Z";

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
  root.adoptedStyleSheets = [sheet(css)];
  // The page's single-key shortcuts must not fire while somebody types here.
  for (const type of ["keydown", "keypress", "keyup"])
    root.addEventListener(type, (event) => event.stopPropagation());
  const launcher = document.createElement("button");
  launcher.className = "launcher";
  launcher.ariaLabel = "Chat with us";
  launcher.onclick = onPress;
  launcher.onpointerenter = onNear;
  launcher.append(icon(BUBBLE));
  root.append(launcher);
  try {
    for (const [name, value] of Object.entries(attributes ?? {})) host.setAttribute(name, value);
  } catch {
    // No name that an attribute can have.
  }

  /**
   * Into the top layer, above every z-index and untouched by a transformed body; where the page has
   * a z-index of its own in mind, that counts.
   */
  function attach(): void {
    document.body.append(host);
    host.popover = top ? "manual" : null;
    if (top) host.showPopover?.();
  }
  let top = true;
  attach();
  // Some sites exchange the whole body instead of loading a page.
  const watch = new MutationObserver(() => host.isConnected || attach());
  watch.observe(document.documentElement, { childList: true });

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
      style.setProperty("--tb-index", String(index ?? ""));
      if (!index === top) return;
      top = !index;
      attach();
    },
    remove() {
      watch.disconnect();
      host.remove();
    },
  };
}
