/**
 * What the launcher shows once the core is there: the number of unread messages, the sign to close
 * the panel, its name in the visitor's language, and the tooltip that a page may ask for. Before that
 * nothing is unread and nothing is open, so the loader does without.
 */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Bridge } from "../../bridge/bridge";
import { styleSheet } from "../../bridge/styleSheet";
import { readableOn } from "../contrast";
import { icon } from "../icon";
import { t } from "../texts";
import css from "./badge.css?inline";

const CHEVRON = "m6 9.5 6 6 6-6";
const MOST = 99;

/** What the launcher is to say. */
export interface Badge {
  unread: number;
  isOpen: boolean;
  /** `null`: the page wants no tooltip, or nobody can know. */
  available: boolean | null;
}

/** Completes the launcher; gives the way to stop following. */
export function completeLauncher(bridge: Bridge, badge: ReadonlySignal<Badge>): () => void {
  const { root, launcher } = bridge;
  root.adoptedStyleSheets.push(styleSheet(css));
  const count = document.createElement("span");
  count.className = "badge";
  count.ariaHidden = "true";
  launcher.append(icon(CHEVRON), count);
  return effect(() => {
    const { unread, isOpen, available } = badge.value;
    count.textContent = unread === 0 || isOpen ? "" : unread > MOST ? `${MOST}+` : String(unread);
    launcher.ariaLabel = unread > 0 ? t("launcher.unread", { count: unread }) : t("launcher");
    launcher.title = available === null ? "" : t(available ? "launcher.here" : "launcher.away");
    (root.host as HTMLElement).style.setProperty("--tb-on-accent", readableOn(bridge.accent()));
  });
}
