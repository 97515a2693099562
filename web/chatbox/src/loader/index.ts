/**
 * `/l.js`: the one script tag of a website.
 *
 * It finds out where it came from and whose page this is, asks the server for the session, draws
 * the launcher, then adopts the `$crisp` queue in order. It never throws into the page, sets no
 * global but `$crisp`, and does nothing at all when the website is unknown or the page may not
 * embed it.
 */

import { createVoice } from "./console";
import { embeddingOf, type PageGlobals } from "./crisp/pageGlobals";
import { start } from "./start";

const voice = createVoice();
try {
  const globals = window as unknown as PageGlobals;
  // A module has no element of its own; the place where an error is made has the address too.
  const { src } = Object(document.currentScript);
  const place = embeddingOf(`${src} ${new Error().stack}`, globals);
  start(place, globals, voice, {
    // The page's scripts may replace these later; ours were here first.
    fetch,
    WebSocket,
    loadCore: () => import(/* @vite-ignore */ `${place.origin}/${CHAT_CORE}`),
  }).catch(fail);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  voice.error("the chat does not start", error);
}
