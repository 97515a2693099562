/**
 * The life of the chatbox in a page: what it is made of, and the page's queue, which it takes over
 * when there is a session.
 */

import { early } from "@threadbox/client/browser/builtins";
import type { CoreModule } from "../bridge/bridge";
import type { Voice } from "../bridge/services";
import { createListeners } from "./crisp/listeners";
import { configuredBy, type Embedding, type PageGlobals } from "./crisp/pageGlobals";
import { adoptedByOther, adoptQueue, answerOthers, isSafe, prepareQueue } from "./crisp/queue";
import { createSessions } from "./sessions";
import { createStore } from "./storage";
import { createTabChannel } from "./tabChannel";

/** What only the real browser has, and tests bring along. */
export interface Browser {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  loadCore(): Promise<CoreModule>;
}

/** Lives in the page from here on. Resolves when the queue is taken over, or will not be. */
export async function start(
  place: Embedding,
  globals: PageGlobals,
  voice: Voice,
  browser: Browser,
): Promise<void> {
  voice.silence(isSafe(prepareQueue(globals)));
  const { origin, website } = place;
  if (!website || !origin)
    return voice.warn("the chat does not start: l.js needs its own address and CRISP_WEBSITE_ID");
  // A second script tag leaves its queue to the chatbox that is here already.
  if (adoptedByOther()) return;
  const sessions = createSessions(place, globals, {
    ...browser,
    origin,
    early,
    store: createStore(website, () => localStorage),
    tabStore: createStore(website, () => sessionStorage),
    channel: createTabChannel(website),
    voice,
    pageListeners: createListeners(voice),
    configured: configuredBy(globals),
    hostAttributes: globals.CRISP_INCLUDE_ATTRS,
  });

  async function takeOver(): Promise<void> {
    const ready = adoptQueue(globals, sessions);
    // With commands for the core in the queue, ready means that these have been run.
    await sessions.settled();
    try {
      ready();
    } catch (error) {
      voice.error("CRISP_READY_TRIGGER threw", error);
    }
  }

  /** Before there is a session, what others offer is taken over with the rest. */
  let adopt: (() => unknown) | null = () => {};
  answerOthers(() => adopt);
  adopt = (await sessions.begin()) ? takeOver : null;
  adopt?.();
}
