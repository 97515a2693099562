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

/** The place, or `null` when the page did not say which website it is. */
export function findPlace(globals: PageGlobals, script: string): Place | null {
  const { origin, pathname } = new URL(script);
  // The id may also stand in the address, as in `/l/<website id>.js`.
  const inAddress = /\/l\/([^/]+)\.js$/.exec(pathname)?.[1];
  const given = globals.CRISP_WEBSITE_ID ?? inAddress;
  const website = typeof given === "string" ? given.trim() : "";
  return website ? { origin, website } : null;
}

/** Calls back once the page has a body to append to. */
export function whenBody(then: () => void): void {
  if (document.body) then();
  else document.addEventListener("DOMContentLoaded", then, { once: true });
}
