/** What an operator may set for this browser: the look, and whether single keys act. */

import { effect } from "@preact/signals";
import { remembered } from "./localStore";

/** Follow the system, or one of the two looks for good. */
export type Theme = "system" | "light" | "dark";

/** The look chosen in the account menu. */
export const theme = remembered<Theme>("theme", (stored) =>
  stored === "light" || stored === "dark" ? stored : "system",
);

/** Whether single letters act as commands (WCAG 2.1.4 asks for a way to switch them off). */
export const singleKeys = remembered("single-keys", (stored) => stored !== false);

/** Whether the details stand beside the conversation where there is room for them. */
export const detailsShown = remembered("details", (stored) => stored !== false);

/** How wide the panes beside the conversation are, in pixels. */
export const LIST_WIDTH = { least: 240, usual: 308, most: 480 } as const;
export const DETAILS_WIDTH = { least: 240, usual: 300, most: 480 } as const;
export const listWidth = remembered("list-width", (stored) => widthIn(LIST_WIDTH, stored));
export const detailsWidth = remembered("details-width", (stored) => widthIn(DETAILS_WIDTH, stored));

function widthIn({ least, usual, most }: typeof LIST_WIDTH | typeof DETAILS_WIDTH, stored: unknown): number {
  return typeof stored === "number" && stored >= least && stored <= most ? stored : usual;
}

/** Keeps `<html data-theme>` at the look chosen; the style sheet does the rest. */
export function applyTheme(): () => void {
  return effect(() => {
    const chosen = theme.value;
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  });
}
