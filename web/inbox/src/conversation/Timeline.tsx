/**
 * The history of a conversation as it is drawn: rows from `client/timeline/rows`, the reader's place kept,
 * older and newer pages asked for when their end comes near.
 */

import { isLookedAt } from "@threadbox/client/browser/attention";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ScrollTarget } from "../server/openConversation";
import type { TimelineEntry } from "../server/stateChanges";
import { Icon } from "../shared/ui/Icon";
import { rowsToDraw, STEP_ROWS } from "./progressiveRender";
import type { RowContext } from "./rows/context";
import { anchorOf, TimelineRow } from "./rows/Row";
import { Scroller, type View } from "./scroller";
import "./timeline.css";

export interface TimelineProps {
  rows: readonly TimelineEntry[];
  context: RowContext;
  /** Changes with every page: one that is folded away changes no row, yet more may be needed. */
  loaded: unknown;
  /** The last row is the newest there is. */
  isNewest: boolean;
  loadingOlder: boolean;
  /** Where to go next, and the call that says it was done. */
  scrollTarget: ScrollTarget | null;
  onScrolled: () => void;
  onView: (view: View, atEnd: boolean) => void;
  /** The `seq` of the first message that came while nobody looked, if there is one. */
  unseen: () => number | null;
  /** Messages below the screen that the operator has not seen. */
  below: number;
  onEnd: () => void;
}

export function Timeline(props: TimelineProps) {
  const { rows, context, isNewest, scrollTarget, loadingOlder, below, onEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const scroller = useScroller(box, list, props);
  const focus = () => focusOf(rows, scrollTarget, scroller.current);
  const { now, drawn } = useDrawn(rows, context, focus);
  const [away, setAway] = useState(false);

  const look = () => {
    const view = scroller.current?.note();
    // What is not drawn yet has no place, and nothing further is asked for on its account.
    if (view === undefined || scroller.current === null || now !== rows) return;
    setAway(view.toEnd > 400 || !isNewest);
    props.onView(view, scroller.current.atEnd);
  };

  useLayoutEffect(() => {
    const current = scroller.current;
    if (current === null) return;
    if (scrollTarget === null) current.restore(isNewest, firstUnseen(list.current, now, props.unseen()));
    else if (settle(current, now, scrollTarget)) props.onScrolled();
    look();
  }, [now, scrollTarget, isNewest, props.loaded, loadingOlder]);

  return (
    <div class="timeline-frame">
      <div ref={box} class="timeline" onScroll={look}>
        {loadingOlder && <span class="spinner timeline-older" aria-hidden="true" />}
        <ol ref={list} class="timeline-rows" aria-label="Timeline">
          {drawn}
        </ol>
      </div>
      {(below > 0 || away) && (
        <button type="button" class="to-newest" onClick={onEnd}>
          <Icon name="down" size={15} />
          {below > 0 ? `${below} new` : <span class="hidden-text">Go to the newest message</span>}
        </button>
      )}
    </div>
  );
}

interface Drawn {
  /** The rows that are drawn: `rows` itself once all are. */
  now: readonly TimelineEntry[];
  drawn: VNode[];
}

/** Vnodes are kept per row, so a row that is the same object is not even compared. */
function useDrawn(rows: readonly TimelineEntry[], context: RowContext, focus: () => number): Drawn {
  const kept = useMemo(() => new WeakMap<TimelineEntry, VNode>(), [context]);
  const shown = useRef<ReadonlySet<string>>(new Set());
  const [, setPortion] = useState(0);
  // Nobody looks at a hidden page, and it has no frames to wait for.
  const hidden = document.visibilityState === "hidden";
  const now = hidden ? rows : rowsToDraw(rows, shown.current, focus());
  shown.current = new Set(now.map((row) => row.key));
  useEffect(() => {
    if (now !== rows) setPortion((portion) => portion + 1);
  });
  const drawn = now.map((row) => {
    const known = kept.get(row);
    if (known !== undefined) return known;
    const made = <TimelineRow key={row.key} row={row} context={context} />;
    kept.set(row, made);
    return made;
  });
  return { now, drawn };
}

/** The row that is to be before the reader's eyes. */
function focusOf(
  rows: readonly TimelineEntry[],
  scrollTarget: ScrollTarget | null,
  scroller: Scroller | null,
): number {
  if (scrollTarget?.to === "seq") return Math.max(0, indexOf(rows, scrollTarget.seq));
  const read = scroller?.readKey ?? null;
  if (scrollTarget !== null || read === null) return rows.length - 1;
  const found = rows.findIndex((row) => anchorOf(row) === read);
  // Somewhat below it: what is above the first one is hidden.
  return found < 0 ? rows.length - 1 : found + STEP_ROWS / 2;
}

/** The row whose fold or disclosure is clicked. */
function openedOrClosed(target: EventTarget | null): HTMLElement | null {
  const toggle = target instanceof Element ? target.closest("[aria-expanded], summary") : null;
  return toggle?.closest("li") ?? null;
}

/** What a person scrolls with. */
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"];

type Box = { current: HTMLElement | null };

function useScroller(box: Box, list: Box, props: TimelineProps): { current: Scroller | null } {
  const scroller = useRef<Scroller | null>(null);
  const shown = useRef(props);
  shown.current = props;
  useLayoutEffect(() => {
    if (box.current === null || list.current === null) return;
    scroller.current = new Scroller(box.current, list.current);
    const sizes = new ResizeObserver(() => {
      const { isNewest, rows, unseen } = shown.current;
      scroller.current?.restore(isNewest, firstUnseen(list.current, rows, unseen()));
    });
    sizes.observe(box.current);
    sizes.observe(list.current);
    const release = () => scroller.current?.release();
    const keep = (event: Event) => {
      const key = openedOrClosed(event.target)?.dataset.key;
      if (key !== undefined) scroller.current?.keep(key);
    };
    box.current.addEventListener("click", keep, { capture: true });
    for (const moved of BY_HAND) box.current.addEventListener(moved, release, { passive: true });
    return () => sizes.disconnect();
  }, []);
  return scroller;
}

/** The row of what came first while nobody looked; `null` while somebody does. */
function firstUnseen(
  list: HTMLElement | null,
  rows: readonly TimelineEntry[],
  seq: number | null,
): HTMLElement | null {
  if (seq === null || isLookedAt()) return null;
  const row = list?.children[indexOf(rows, seq)];
  return row instanceof HTMLElement ? row : null;
}

/** Goes where the timeline was asked to go; false when the row is not there (yet). */
function settle(scroller: Scroller, rows: readonly TimelineEntry[], scrollTarget: ScrollTarget): boolean {
  if (scrollTarget.to === "end") {
    scroller.toEnd();
    return true;
  }
  const index = indexOf(rows, scrollTarget.seq);
  if (index < 0) return false;
  const before = rows[index - 1]?.kind === "unread" ? 1 : 0;
  const row = scroller.toRow(index - before);
  const target = scrollTarget.flash
    ? (row?.parentElement?.children[index] as HTMLElement | undefined)
    : undefined;
  if (target !== undefined) flash(target);
  return row !== null;
}

function indexOf(rows: readonly TimelineEntry[], seq: number): number {
  return rows.findIndex((row) => ("item" in row ? row.item?.seq === seq : isWithin(row, seq)));
}

/** A thread in which nothing was said is one row for its start and its end. */
function isWithin(row: TimelineEntry, seq: number): boolean {
  if (row.kind !== "empty") return false;
  return row.episode.seq <= seq && seq <= (row.episode.ended_seq ?? seq);
}

function flash(row: HTMLElement): void {
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.classList.add("entry-flash");
  row.addEventListener("animationend", () => row.classList.remove("entry-flash"), { once: true });
}
