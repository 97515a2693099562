/** Small readings of the world: the time, and how wide the window is. */

import { type Signal, signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

/** The time, renewed each minute: durations and "today" need no more. */
export function useMinute(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 60_000);
    return () => clearInterval(timer);
  }, [now]);
  return now.value;
}

let tick: ReturnType<typeof setInterval> | undefined;

/** The time, renewed each second while somebody reads it: for what has just begun. */
export const second: Signal<number> = signal(Date.now(), {
  watched() {
    second.value = Date.now();
    tick = setInterval(() => {
      second.value = Date.now();
    }, 1_000);
  },
  unwatched: () => clearInterval(tick),
});

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const list = useMemo(() => matchMedia(query), [query]);
  const matches: Signal<boolean> = useSignal(list.matches);
  useEffect(() => {
    const follow = () => {
      matches.value = list.matches;
    };
    follow();
    list.addEventListener("change", follow);
    return () => list.removeEventListener("change", follow);
  }, [list, matches]);
  return matches.value;
}
