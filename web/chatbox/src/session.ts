/**
 * Asking the server who this visitor is. One request, without preflight and without cookies of
 * Threadbox. A refusal ends the matter with one warning; silence is asked again, politely.
 */

import { clearTimer, parse, setTimer, stringify } from "@threadbox/client/early";
import type { Boot } from "@threadbox/client/protocol";
import type { Voice } from "./console";
import type { Place } from "./page";

/** First pause after a failure, doubled up to the longest. */
const PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** Resolves with the session, or `null` when the server refuses this website or this page. */
export async function boot(
  place: Place,
  token: () => string | null,
  voice: Voice,
  ask: typeof fetch,
): Promise<Boot | null> {
  for (let pause = PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    const answer = await post(place, token(), ask);
    if (typeof answer === "object") return answer;
    if (answer) {
      voice.warn(`the chat does not start: ${answer}`);
      return null;
    }
    voice.warn(`${place.origin} cannot be reached; it is tried again`);
    await rest(pause);
  }
}

/** The session, the reason of a refusal, or nothing when nobody has answered. */
async function post(place: Place, token: string | null, ask: typeof fetch): Promise<Boot | string> {
  try {
    const response = await ask(`${place.origin}/visitor/boot`, {
      method: "POST",
      // A string body is `text/plain`: a simple request, so the browser asks no leave first.
      body: stringify({ website: place.website, token }),
      credentials: "omit",
    });
    const body = await response.text();
    if (response.ok) return parse(body);
    return response.status >= 500 || response.status === 429 ? "" : reason(body, place);
  } catch {
    return "";
  }
}

/** The server's sentence, when it is ours that answered. */
function reason(body: string, { website, origin }: Place): string {
  try {
    return `${parse(body).data.message} (website ${website})`;
  } catch {
    return `${origin} refused website ${website} on ${location.origin}`;
  }
}

/** Waits, but not longer than until the network is back. */
function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimer(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimer(done, milliseconds);
    addEventListener("online", done);
  });
}
