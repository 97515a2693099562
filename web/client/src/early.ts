/**
 * References to what the browser gives, taken when this module loads.
 *
 * Pages that embed the chatbox patch WebSocket, JSON, timers and more, some of them
 * wrongly; what is kept here stays the browser's own if it was at load.
 */

export const WebSocketEarly = globalThis.WebSocket;
export const XMLHttpRequestEarly = globalThis.XMLHttpRequest;
export const now = Date.now;
export const random = Math.random;
export const setTimer = setTimeout as (run: () => void, after: number) => Timer;
export const clearTimer = clearTimeout as (timer: Timer) => void;
export let { parse, stringify } = JSON;

/** What a script that loaded before this one kept. */
export type Earlier = Pick<typeof JSON, "parse" | "stringify">;

/** Takes over what was kept earlier: meanwhile the page may have patched it. */
export function adopt(earlier: Earlier): void {
  ({ parse, stringify } = earlier);
}

/** What `setTimer` gives: a number in browsers, an object elsewhere. */
export type Timer = unknown;

/** "c_" and a random UUID. Unlike `crypto.randomUUID` this works on plain http as well. */
export function clientId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `c_${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")}`;
}
