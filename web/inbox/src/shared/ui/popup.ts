/** Where a popup stands: below its anchor, above when there is no room, always on the screen. */

/** Which edges of popup and anchor line up, in the direction of reading. */
export type Align = "start" | "end";

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

/** Space kept to the screen's edge and to the anchor. */
const EDGE_PIXELS = 8;
const GAP_PIXELS = 4;

/** The place for a popup, in pixels from the top left of the screen. */
export function placeFor(
  anchor: Box,
  popup: Size,
  screen: Size,
  align: Align,
  rightToLeft: boolean,
): { left: number; top: number } {
  const alignLeft = (align === "start") !== rightToLeft;
  const left = alignLeft ? anchor.left : anchor.right - popup.width;
  const below = anchor.bottom + GAP_PIXELS;
  const above = anchor.top - GAP_PIXELS - popup.height;
  const fitsBelow = below + popup.height <= screen.height - EDGE_PIXELS;
  return {
    left: within(left, EDGE_PIXELS, screen.width - popup.width - EDGE_PIXELS),
    top:
      fitsBelow || above < EDGE_PIXELS
        ? within(below, EDGE_PIXELS, screen.height - popup.height - EDGE_PIXELS)
        : above,
  };
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** Puts an open popup at its place. */
export function settle(popup: HTMLElement, anchor: HTMLElement, align: Align): void {
  const rightToLeft = getComputedStyle(anchor).direction === "rtl";
  const size = { width: popup.offsetWidth, height: popup.offsetHeight };
  const screen = { width: innerWidth, height: innerHeight };
  const place = placeFor(anchor.getBoundingClientRect(), size, screen, align, rightToLeft);
  popup.style.left = `${place.left}px`;
  popup.style.top = `${place.top}px`;
}
