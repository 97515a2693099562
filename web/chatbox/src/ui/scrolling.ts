/**
 * Where the timeline is scrolled to: it opens at what is unread, follows the end only when it is
 * there already, and keeps its place when older messages arrive above.
 */

import type { Row } from "@threadbox/client/rows";
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PIXELS = 48;
const TOP_PIXELS = 160;

interface Wanted {
  rows: readonly Row[];
  revealed: { thread: string | null } | null;
  /** The oldest row is near; absent when there is nothing older. */
  onTop: (() => void) | undefined;
}

export interface Scrolling {
  ref: RefObject<HTMLDivElement | null>;
  onScroll(): void;
  isAtEnd: boolean;
  /** Messages that arrived below while the reader was further up. */
  fresh: number;
  toEnd(): void;
}

/** The scrolling of one timeline. */
export function useScrolling({ rows, revealed, onTop }: Wanted): Scrolling {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef({ top: 0, height: 0, atEnd: true, firstKey: "", lastSeq: 0, isNew: true });
  const [isAtEnd, setAtEnd] = useState(true);
  const [fresh, setFresh] = useState(0);

  const look = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    const { scrollTop, scrollHeight, clientHeight } = box;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    Object.assign(place.current, { top: scrollTop, height: scrollHeight, atEnd });
    setAtEnd(atEnd);
    if (atEnd) setFresh(0);
    if (scrollTop < TOP_PIXELS && scrollHeight > clientHeight) onTop?.();
  }, [onTop]);

  const toEnd = useCallback(() => {
    const box = ref.current;
    if (box) box.scrollTop = box.scrollHeight;
    look();
  }, [look]);

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || rows.length === 0) return;
    const { current } = place;
    // A day's divider stays the first row when older rows of that day arrive below it.
    const firstKey = rows.find((row) => row.kind !== "day")?.key ?? "";
    const newest = rows.findLast((row) => row.kind === "message");
    if (current.isNew) {
      const unread = box.querySelector<HTMLElement>(".row-unread");
      box.scrollTop = unread ? offsetIn(box, unread) - NEAR_PIXELS : box.scrollHeight;
    } else if (current.atEnd) box.scrollTop = box.scrollHeight;
    else if (firstKey !== current.firstKey) box.scrollTop = current.top + box.scrollHeight - current.height;
    else if (newest && newest.seq > current.lastSeq) setFresh((before) => before + 1);
    Object.assign(current, { firstKey, lastSeq: newest?.seq ?? 0, isNew: false });
    look();
  }, [rows, look]);

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !revealed) return;
    const starts = [...box.querySelectorAll<HTMLElement>("[data-start]")];
    const start = starts.findLast((element) => element.dataset.start === revealed.thread);
    if (start) box.scrollTop = offsetIn(box, start) - NEAR_PIXELS;
    else if (revealed.thread === null) box.scrollTop = box.scrollHeight;
    look();
  }, [revealed, look]);

  // Images, fonts and the growing composer change heights without a render.
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (place.current.atEnd) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    if (box.lastElementChild) observer.observe(box.lastElementChild);
    return () => observer.disconnect();
  }, []);

  return { ref, onScroll: look, isAtEnd, fresh, toEnd };
}

function offsetIn(box: HTMLElement, element: HTMLElement): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
}
