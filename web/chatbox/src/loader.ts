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
import { findPlace, type PageGlobals } from "./page";
import { adoptedByOther, isSafe } from "./queue";

const voice = createVoice();
try {
  const globals = window as unknown as PageGlobals;
  const script = document.currentScript;
  const source = script instanceof HTMLScriptElement ? script.src : "";
  // The page's scripts may replace these later; ours were here first.
  const early = { fetch: fetch.bind(window), WebSocket };
  const place = findPlace(globals, source);
  voice.silence(isSafe(globals.$crisp));
  if (!place) voice.warn("the chat does not start: set window.CRISP_WEBSITE_ID before the script");
  else if (!adoptedByOther()) {
    const loadCore = () => import(/* @vite-ignore */ `${place.origin}/${CHAT_CORE}`);
    live(place, globals, voice, { ...early, loadCore }).catch((error) =>
      voice.error("the chat does not start", error),
    );
  }
} catch (error) {
  voice.error("the chat does not start", error);
}
