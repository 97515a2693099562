/**
 * What the embedding page told us, read once: the website, where this script came from, and the
 * `CRISP_…` globals. Nothing here writes to the page.
 */

/** The globals of Crisp that a page may set. All of them are whatever the page put there. */
export interface PageGlobals {
  $crisp?: unknown;
  CRISP_WEBSITE_ID?: unknown;
  CRISP_TOKEN_ID?: unknown;
  CRISP_READY_TRIGGER?: unknown;
  CRISP_COOKIE_DOMAIN?: unknown;
  CRISP_COOKIE_EXPIRE?: unknown;
}

/** Where and for whom the chatbox runs. */
export interface Place {
  /** Origin of Threadbox: scheme, host and port of this script. */
  origin: string;
  website: string;
}

/** Calls back once the page has a body to append to. */
export function whenBody(then: () => void): void {
  if (document.body) then();
  else document.addEventListener("DOMContentLoaded", then, { once: true });
}
