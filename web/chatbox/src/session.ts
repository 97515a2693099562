/**
 * Asking the server who this visitor is. One request, without preflight and without cookies of
 * Threadbox. A refusal ends the matter with one warning; silence is asked again, politely.
 */

import { setTimer, stringify } from "@threadbox/client/early";
import type { Boot, BootRequest } from "@threadbox/client/protocol";
import type { Voice } from "./console";
import type { Place } from "./page";

/** First pause after a failure, doubled up to the longest. */
const PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** Who the visitor is, as far as page and browser know. */
type Identity = Omit<BootRequest, "website">;

/** Resolves with the session, or `null` when the server refuses this website or this page. */
export async function boot(
  place: Place,
  identity: () => Identity,
  voice: Voice,
  ask: typeof fetch,
): Promise<Boot | null> {
  for (let pause = PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    const answer = await post(place, identity(), ask);
    if (typeof answer === "object") return answer;
    if (answer) {
      voice.warn(`the chat does not start: ${answer}`);
      return null;
    }
    voice.warn(`${place.origin} cannot be reached; it is tried again`);
    await rest(pause);
  }
}

/** The session, the reason of a refusal, or nothing when nobody of ours has answered. */
async function post(
  { origin, website }: Place,
  identity: Identity,
  ask: typeof fetch,
): Promise<Boot | string> {
  try {
    const response = await ask(`${origin}/visitor/boot`, {
      method: "POST",
      // A string body is `text/plain`: a simple request, so the browser asks no leave first.
      body: stringify({ website, ...identity }),
      credentials: "omit",
    });
    const { ok, status } = response;
    if (status >= 500 || status === 429) return "";
    const body = await response.json();
    return ok ? body : `${body.data.message} (website ${website} on ${location.origin})`;
  } catch {
    return "";
  }
}

/** Waits, but not longer than until the network is back. */
function rest(milliseconds: number): Promise<unknown> {
  return new Promise((resolve) => {
    setTimer(resolve as () => void, milliseconds);
    addEventListener("online", resolve, { once: true });
  });
}
