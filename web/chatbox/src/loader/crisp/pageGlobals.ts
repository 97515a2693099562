/**
 * What the embedding page told us: the website, where this script came from, and the `CRISP_…`
 * globals. Nothing here writes to the page.
 */

import { isPlain } from "../../bridge/arguments";
import type { Configured } from "../../bridge/bridge";

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
export interface Embedding {
  /** Origin of Threadbox: scheme, host and port of this script. "" when nothing says it. */
  origin: string;
  /** "" when the page has not said. */
  website: string;
}

/**
 * The place, as the address of this script says: `/l.js`, or `/l/<website id>.js` with the website in
 * it. `addresses`: a text with that address, and perhaps others, in it. The origin is "" without one.
 */
export function embeddingOf(addresses: string, { CRISP_WEBSITE_ID: website }: PageGlobals): Embedding {
  const [, origin = "", named = ""] = /(https?:\/\/[^/\s]+)\S*\/l(?:\/([^/\s]+))?\.js/.exec(addresses) ?? [];
  return { origin, website: String(website || named) };
}

/** The secret that binds the visitor to one conversation on every device; numbers are taken as text. */
export function tokenIdOf({ CRISP_TOKEN_ID: id }: PageGlobals): string | null {
  // Templates leave it empty while nobody is signed in.
  return id && isPlain(id) ? String(id) : null;
}

/** What the runtime configuration says, in the words of `config`: `lock:fullview` for `lock_full_view`. */
export function configuredBy({ CRISP_RUNTIME_CONFIG: runtime }: PageGlobals): Configured {
  // Without a prototype a page may use any name.
  const configured: Configured = Object.create(null);
  for (const [key, value] of Object.entries(runtime ?? {}))
    if (isPlain(value)) configured[key.replace(/_/g, ":").replace("full:v", "fullv")] = value;
  return configured;
}
