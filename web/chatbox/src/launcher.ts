/**
 * The round button in the corner, drawn without a framework: one element on the page, an open
 * shadow root, one constructable style sheet. Nothing of the page gets in, nothing of ours gets out.
 */

import { inkOn } from "./ink";
import css from "./launcher.css?inline";
import { sheet } from "./sheet";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M20.5 12a8 8 0 0 1-11.4 7.2L4 20.5l1.2-4.8A8 8 0 1 1 20.5 12Z";
const CHEVRON = "m6 9.5 6 6 6-6";

/** What is in the page. */
export interface Launcher {
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** How many messages are unread, and whether the panel is open. */
  show(unread: number, open: boolean): void;
  setVisible(visible: boolean): void;
  remove(): void;
}

/** Puts the launcher into the page. */
export function createLauncher(accent: string, onPress: () => void): Launcher {
  const host = document.createElement("threadbox-chat");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet(`${css}:host{--tb-accent:${accent};--tb-on-accent:${inkOn(accent)}}`)];
  keepKeysInside(root);

  const button = document.createElement("button");
  button.type = "button";
  button.className = "launcher";
  button.addEventListener("click", onPress);
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.ariaHidden = "true";
  button.append(icon(BUBBLE), icon(CHEVRON), badge);
  root.append(button);

  function attach(): void {
    document.body.append(host);
    raise(host);
  }
  attach();
  // Some sites exchange the whole body instead of loading a page.
  const watch = new MutationObserver(() => host.isConnected || attach());
  watch.observe(document.documentElement, { childList: true });

  return {
    root,
    button,
    show(unread, open) {
      badge.textContent = unread > 0 && !open ? (unread > 99 ? "99+" : String(unread)) : "";
      button.ariaLabel = unread > 0 ? `Chat with us, ${unread} unread` : "Chat with us";
      button.ariaExpanded = String(open);
    },
    setVisible(visible) {
      host.toggleAttribute("data-hidden", !visible);
    },
    remove() {
      watch.disconnect();
      host.remove();
    },
  };
}

/** Into the top layer: above every z-index, untouched by a transformed body. */
function raise(host: HTMLElement): void {
  try {
    host.popover = "manual";
    host.showPopover();
  } catch {
    // Without a top layer the highest z-index has to do.
  }
}

/** The page's single-key shortcuts must not fire while somebody types here. */
function keepKeysInside(root: ShadowRoot): void {
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => event.stopPropagation());
  }
}

function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}
