/**
 * Asking the server who this visitor is. One request, without preflight and without cookies of
 * Threadbox. A refusal ends the matter with one warning; silence is asked again, politely.
 */

import { setTimer, stringify } from "@threadbox/client/browser/builtins";
import type { Boot, BootRequest } from "@threadbox/client/protocol";
import type { Embedding } from "./crisp/pageGlobals";
import type { Parts } from "./parts";

/** First pause after a failure, doubled up to the longest. */
const PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** Who the visitor is, as far as page and browser know. */
type Identity = Omit<BootRequest, "website">;

/**
 * Resolves with the session, or `null` when the server refuses this website or this page. `identity`
 * gives `null` when nobody wants to know any more.
 */
export async function boot(
  { origin, website }: Embedding,
  identity: () => Identity | null,
  { voice, fetch }: Pick<Parts, "voice" | "fetch">,
): Promise<Boot | null> {
  for (let pause = PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    const visitor = identity();
    if (!visitor) return null;
    try {
      const response = await fetch(`${origin}/visitor/boot`, {
        method: "POST",
        // A string body is `text/plain`: a simple request, so the browser asks no leave first.
        body: stringify({ website, ...visitor }),
      });
      const { ok, status } = response;
      if (status < 500 && status !== 429) {
        const body = await response.json();
        if (ok) return body;
        const { message } = body.data;
        voice.warn(`the chat does not start: ${message}`);
        return null;
      }
    } catch {
      // Nobody of ours has answered.
    }
    voice.warn(`${origin} cannot be reached; trying again`);
    // Not longer than until the network is back.
    await new Promise((resolve) => {
      setTimer(resolve as () => void, pause);
      addEventListener("online", resolve, { once: true });
    });
  }
}
