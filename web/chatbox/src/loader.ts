/**
 * `/l.js`: the one script tag of a website.
 *
 * It finds out where it came from and whose page this is, asks the server for the session, draws
 * the launcher, then adopts the `$crisp` queue in order. It never throws into the page, sets no
 * global but `$crisp`, and does nothing at all when the website is unknown or the page may not
 * embed it.
 */

import { createVoice } from "./console";
import { live } from "./life";
import { type PageGlobals, placeOf } from "./page";

/** A crawler, or a frame too small for a chat. */
function isNobody(): boolean {
  return /bot|crawl|spider/i.test(navigator.userAgent) || (innerWidth > 0 && innerWidth < 280);
}

const voice = createVoice();
try {
  const globals = window as unknown as PageGlobals;
  const place = placeOf((document.currentScript as HTMLScriptElement).src, globals);
  if (!isNobody())
    live(place, globals, voice, {
      // The page's scripts may replace these later; ours were here first.
      fetch,
      WebSocket,
      loadCore: () => import(/* @vite-ignore */ `${place.origin}/${CHAT_CORE}`),
    });
} catch (error) {
  voice.error("the chat does not start", error);
}
