/** A connection that has been away for a moment: who is at its other end is not known any more. */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { clearTimer, setTimer } from "../browser/builtins";
import type { Status } from "./connection";

/** Shorter gaps are nobody's business. */
const LOST_MILLISECONDS = 2_000;

/** Whether there has been no connection for that long, and how to stop watching. */
export function lossOf(status: ReadonlySignal<Status>): [isLost: ReadonlySignal<boolean>, stop: () => void] {
  const isLost = signal(false);
  // Between two tries the status changes all the time.
  const isOnline = computed(() => status.value === "online");
  const stop = effect(() => {
    isLost.value = false;
    if (isOnline.value) return;
    const timer = setTimer(() => {
      isLost.value = true;
    }, LOST_MILLISECONDS);
    return () => clearTimer(timer);
  });
  return [isLost, stop];
}
