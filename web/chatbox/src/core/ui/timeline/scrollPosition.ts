/**
 * Where the timeline is scrolled to: it opens at what is unread, follows the end only when it is
 * there already, and otherwise keeps what the reader looks at where it is, whatever comes or grows
 * above.
 */

import { afterFrame } from "@threadbox/client/browser/builtins";
import type { Row } from "@threadbox/client/timeline/rows";
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PIXELS = 48;
/** All rows, a run, a chunk, a row. */
const LEVELS = 3;
/** Older messages are asked for two screens before the reader arrives there. */
const TOP_PIXELS = 1_200;

interface Wanted {
  rows: readonly Row[];
  /** What of it is drawn; another object when that changes. */
  runs: readonly unknown[];
  revealed: { thread: string | null } | null;
  /** The oldest row is near; absent when there is nothing older. */
  onTop: (() => void) | undefined;
  /** The end of this item was in view. */
  onSeen(seq: number): void;
}

export interface ScrollPosition {
  ref: RefObject<HTMLDivElement | null>;
  onScroll(): void;
  isAtEnd: boolean;
  /** Messages that arrived below while the reader was further up. */
  fresh: number;
  toEnd(): void;
}

/** The uppermost row in view, and how far below the upper edge it begins. */
interface Anchor {
  row: Element;
  top: number;
}

/** The scrolling of one timeline. */
export function useScrollPosition({ rows, runs, revealed, onTop, onSeen }: Wanted): ScrollPosition {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef({
    atEnd: true,
    anchor: null as Anchor | null,
    height: 0,
    top: 0,
    lastSeq: 0,
    isNew: true,
  });
  const latest = useRef(rows);
  latest.current = rows;
  const wish = useRef(revealed);
  const heard = useRef<Wanted["revealed"]>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [fresh, setFresh] = useState(0);

  const look = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    const { scrollTop, scrollHeight, clientHeight } = box;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    const { top: upper, bottom: lower } = box.getBoundingClientRect();
    const row = atEnd ? null : rowAt(box, upper);
    const anchor = row && { row, top: topIn(box, row) };
    onSeen(seenAbove(atEnd ? null : rowAt(box, lower), latest.current));
    Object.assign(place.current, { atEnd, anchor, height: clientHeight, top: scrollTop });
    setAtEnd(atEnd);
    if (atEnd) setFresh(0);
    if (scrollTop < TOP_PIXELS && scrollHeight > clientHeight) onTop?.();
  }, [onTop, onSeen]);

  /** After anything has changed its height. */
  const hold = useCallback(() => {
    const box = ref.current;
    const { atEnd, anchor } = place.current;
    if (!box) return;
    if (atEnd) box.scrollTop = box.scrollHeight;
    else if (anchor?.row.isConnected) {
      const moved = topIn(box, anchor.row) - anchor.top;
      if (Math.abs(moved) >= 1) box.scrollTop += moved;
    }
    Object.assign(place.current, { height: box.clientHeight, top: box.scrollTop });
  }, []);

  /**
   * Only who moves up leaves the end: when a keyboard comes, or more is drawn, the browser scrolls as
   * well, or there is suddenly more below.
   */
  const onScroll = useCallback(() => {
    const { current: box } = ref;
    const { height, atEnd, top } = place.current;
    if (box?.clientHeight !== height || (atEnd && box.scrollTop >= top)) hold();
    else look();
  }, [look, hold]);

  const toEnd = useCallback(() => {
    place.current.atEnd = true;
    hold();
    look();
  }, [hold, look]);

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || rows.length === 0) return;
    const { current } = place;
    const newest = rows.findLast((row) => row.kind === "message");
    const unread = current.isNew ? box.querySelector(".row-unread") : null;
    if (unread) {
      // What is far away has its size only once it is drawn, which it is to remember.
      box.style.setProperty("--far", "visible");
      afterFrame(() => box.style.removeProperty("--far"));
      box.scrollTop += topIn(box, unread) - NEAR_PIXELS;
    } else hold();
    if (!current.isNew && !current.atEnd && newest && newest.seq > current.lastSeq)
      setFresh((before) => before + 1);
    Object.assign(current, { lastSeq: newest?.seq ?? 0, isNew: false });
    if (wish.current && reveal(box, wish.current.thread)) wish.current = null;
    look();
  }, [rows, runs, look, hold]);

  useLayoutEffect(() => {
    const box = ref.current;
    // A wish is followed once, though `look` changes whenever older messages have come.
    if (revealed !== heard.current) {
      heard.current = revealed;
      // The start of a thread may still be on its way from the server: then the wish waits for it.
      wish.current = !box || !revealed || reveal(box, revealed.thread) ? null : revealed;
    }
    look();
  }, [revealed, look]);

  // Images, fonts and the growing composer change heights without a render.
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(hold);
    observer.observe(box);
    if (box.lastElementChild) observer.observe(box.lastElementChild);
    // Put to another place in the page, everything in the element is scrolled to its beginning.
    const { host } = box.getRootNode() as ShadowRoot;
    host.addEventListener("toggle", hold);
    return () => {
      observer.disconnect();
      host.removeEventListener("toggle", hold);
    };
  }, [hold]);

  return { ref, onScroll, isAtEnd, fresh, toEnd };
}

/** Brings the start of a thread into view, or for `null` the end; `false` when it is not here. */
function reveal(box: HTMLElement, thread: string | null): boolean {
  if (thread === null) {
    box.scrollTop = box.scrollHeight;
    return true;
  }
  const starts = [...box.querySelectorAll<HTMLElement>("[data-start]")];
  const start = starts.findLast((element) => element.dataset.start === thread);
  if (start) box.scrollTop += topIn(box, start) - NEAR_PIXELS;
  return start !== undefined;
}

/** The first row that ends below `edge`: in its run, in its chunk. There may be thousands. */
function rowAt(box: HTMLElement, edge: number): HTMLElement | null {
  let row = box.lastElementChild;
  for (let level = 0; row && level < LEVELS; level++) row = firstBelow(row.children, edge);
  return row?.matches(".row") ? (row as HTMLElement) : null;
}

/** The newest item above a row that is not whole in view; without one all are. */
function seenAbove(cut: HTMLElement | null, rows: readonly Row[]): number {
  const index = cut ? rows.findIndex(({ key }) => key === cut.dataset.key) : rows.length;
  return Math.floor(rows[index - 1]?.seq ?? 0);
}

/** The first of elements below each other that ends below `edge`. */
function firstBelow(elements: HTMLCollection, edge: number): Element | null {
  let [from, to] = [0, elements.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((elements[middle] as Element).getBoundingClientRect().bottom > edge) to = middle;
    else from = middle + 1;
  }
  return elements[from] ?? null;
}

/** How far below the upper edge of the view an element begins. */
function topIn(box: HTMLElement, element: Element): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top;
}
