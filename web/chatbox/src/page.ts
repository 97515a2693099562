/**
 * What the embedding page told us: the website, where this script came from, and the `CRISP_…`
 * globals. Nothing here writes to the page.
 */

import { isPlain } from "./arguments";
import type { Configured } from "./state";

/** The globals of Crisp that a page may set. All of them are whatever the page put there. */
export interface PageGlobals {
  $crisp?: unknown;
  CRISP_WEBSITE_ID?: unknown;
  CRISP_TOKEN_ID?: unknown;
  CRISP_RUNTIME_CONFIG?: unknown;
  CRISP_READY_TRIGGER?: unknown;
  CRISP_COOKIE_DOMAIN?: unknown;
  CRISP_COOKIE_EXPIRE?: unknown;
  CRISP_INCLUDE_ATTRS?: unknown;
}

/** Where and for whom the chatbox runs. */
export interface Place {
  /** Origin of Threadbox: scheme, host and port of this script. */
  origin: string;
  /** "" when the page has not said. */
  website: string;
}

/** The place: the address of this script, in the form `/l/<website id>.js` with the website in it. */
export function placeOf(script: string, { CRISP_WEBSITE_ID: website }: PageGlobals): Place {
  const { origin, pathname } = new URL(script);
  const [, named = ""] = /\/l\/([^/]+)\.js$/.exec(pathname) ?? [];
  return { origin, website: typeof website === "string" && website ? website : named };
}

/** The secret that binds the visitor to one conversation on every device; numbers are taken as text. */
export function tokenIdOf({ CRISP_TOKEN_ID: id }: PageGlobals): string | null {
  // Templates leave it empty while nobody is signed in.
  return id && isPlain(id) ? String(id) : null;
}

/** What the runtime configuration says, in the words of `config`: colons for underscores. */
export function configuredBy({ CRISP_RUNTIME_CONFIG: runtime }: PageGlobals): Configured {
  // Without a prototype a page may use any name.
  const configured: Configured = Object.create(null);
  for (const [key, value] of Object.entries(runtime ?? {}))
    if (isPlain(value)) configured[key.replace(/_/g, ":")] = value;
  return configured;
}

/** Resolves once the page has a body to append to. */
export async function hasBody(): Promise<void> {
  if (!document.body) await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
}
