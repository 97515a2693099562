/** The border between two panes: dragged, or moved by the arrow keys; a double click puts it back. */

import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";

/** Widths in pixels. */
export interface PaneHandleProps {
  label: string;
  width: Signal<number>;
  least: number;
  most: number;
  usual: number;
  /** On which side of the border the pane lies that gets wider, in the direction of reading. */
  pane: "before" | "after";
}

const STEP_PIXELS = 16;

export function PaneHandle({ label, width, least, most, usual, pane }: PaneHandleProps) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const set = (wanted: number) => {
    width.value = Math.round(Math.min(most, Math.max(least, wanted)));
  };
  /** Which way on the screen makes the pane wider. */
  const direction = (handle: Element) => {
    const toEnd = getComputedStyle(handle).direction === "rtl" ? -1 : 1;
    return pane === "before" ? toEnd : -toEnd;
  };
  const press = (event: KeyboardEvent & { currentTarget: Element }) => {
    const wanted = keyed(event.key, direction(event.currentTarget), width.peek(), { least, most });
    if (wanted === null) return;
    event.preventDefault();
    event.stopPropagation();
    set(wanted);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; this is the window splitter of ARIA
    <div
      class={`pane-handle pane-handle-${pane}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width.value}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      title="Drag to resize; double-click to reset"
      onKeyDown={press}
      onDblClick={() => set(usual)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: width.peek() };
      }}
      onPointerMove={(event) => {
        const { current } = from;
        if (current !== null)
          set(current.width + (event.clientX - current.x) * direction(event.currentTarget));
      }}
      onLostPointerCapture={() => {
        from.current = null;
      }}
    />
  );
}

function keyed(
  key: string,
  direction: number,
  width: number,
  { least, most }: { least: number; most: number },
): number | null {
  if (key === "ArrowRight") return width + STEP_PIXELS * direction;
  if (key === "ArrowLeft") return width - STEP_PIXELS * direction;
  if (key === "Home") return least;
  return key === "End" ? most : null;
}
