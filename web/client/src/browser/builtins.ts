/**
 * References to what the browser gives, taken when this module loads.
 *
 * Pages that embed the chatbox patch WebSocket, JSON, timers and more, some of them
 * wrongly; what is kept here stays the browser's own if it was at load.
 */

/** What `setTimer` gives: a number in browsers, an object elsewhere. */
export type Timer = unknown;

/** What a script keeps, also for one that loads later: meanwhile the page may have patched it. */
export interface Earlier {
  now: () => number;
  parse: typeof JSON.parse;
  stringify: (value: unknown) => string;
  setTimer: (run: () => void, after: number) => Timer;
  clearTimer: (timer: Timer) => void;
  requestFrame: (run: () => void) => unknown;
}

const { stringify: asBrowsersDo } = JSON;

export const WebSocketEarly = globalThis.WebSocket;
export const XMLHttpRequestEarly = globalThis.XMLHttpRequest;
export const random = Math.random;
export const early: Earlier = {
  now: Date.now,
  parse: JSON.parse,
  // Values as they are: old libraries give lists a `toJSON` that makes texts of them.
  stringify: (value) =>
    asBrowsersDo(value, function (this: Record<string, unknown>, key) {
      return this[key];
    }),
  setTimer: setTimeout,
  clearTimer: clearTimeout as Earlier["clearTimer"],
  requestFrame: globalThis.requestAnimationFrame,
};
export let { now, parse, stringify, setTimer, clearTimer, requestFrame } = early;

/** Takes over what was kept earlier. */
export function adopt(earlier: Earlier): void {
  ({ now, parse, stringify, setTimer, clearTimer, requestFrame } = earlier);
}

/** Runs it when what runs now has ended; `await` is nothing that a page could patch. */
export async function runSoon(run: () => void): Promise<void> {
  await null;
  run();
}

/** Where no frame is drawn, as in a tab in the background, nothing waits longer for one. */
const FRAME_MILLISECONDS = 35;

/** Runs it when the next frame is drawn; `run` may be called once more, which must do no harm. */
export function afterFrame(run: () => void): void {
  requestFrame(() => setTimer(run, 0));
  setTimer(run, FRAME_MILLISECONDS);
}

/** "c_" and 128 random bits. Unlike `crypto.randomUUID` this works on plain http as well. */
export function clientId(): string {
  let id = "c_";
  for (const byte of globalThis.crypto.getRandomValues(new Uint8Array(16)))
    id += byte.toString(16).padStart(2, "0");
  return id;
}
