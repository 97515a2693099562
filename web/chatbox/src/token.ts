/**
 * The session's token in this browser: in storage, and in a cookie on the parent domain, so that
 * sub-domains share one session. It opens exactly one conversation of one website, nothing else.
 */

import type { PageGlobals } from "./page";
import type { Configured } from "./state";
import type { Store } from "./storage";

/** About six months, renewed on every visit. */
const SECONDS = 15_768_000;

/** Keeps and finds the token. */
export interface TokenKeeper {
  find(): string | null;
  /** Without a token, forgets the one there is. */
  keep(token?: string): void;
}

/** The keeper of one website's token. */
export function createTokenKeeper(
  website: string,
  store: Store,
  globals: PageGlobals,
  configured: Configured,
): TokenKeeper {
  const name = `threadbox_${website}`;

  function setCookie(value: string, seconds: number): void {
    const secure = location.protocol === "https:" ? "; secure" : "";
    // In a frame of another site only such a cookie is kept.
    const site = secure && configured["cross:origin:cookies"] ? "none" : "lax";
    for (const domain of domains(globals.CRISP_COOKIE_DOMAIN)) {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not everywhere
      document.cookie = `${name}=${value}; path=/; max-age=${seconds}; samesite=${site}${secure}${domain && `; domain=${domain}`}`;
      // A browser refuses a public suffix such as "co.uk" in silence: the next longer one is tried.
      if (cookie(name) === value) return;
    }
  }

  return {
    find() {
      // The cookie first: it is the one place that all sub-domains see.
      const { value, until } = Object(store.read("token"));
      return cookie(name) ?? (until > Date.now() ? String(value) : null);
    },
    keep(token = "") {
      const { CRISP_COOKIE_EXPIRE: wished } = globals;
      const seconds = typeof wished === "number" && wished > 0 ? wished : SECONDS;
      store.write("token", { value: token, until: token && Date.now() + seconds * 1_000 });
      try {
        setCookie(token, token ? seconds : 0);
      } catch {
        // Cookies are forbidden here; storage or memory has the token.
      }
    },
  };
}

function cookie(name: string): string | null {
  try {
    const [, found] = `; ${document.cookie}`.split(`; ${name}=`);
    return found?.split(";")[0] || null;
  } catch {
    return null; // A sandboxed frame throws.
  }
}

/** Each parent of this host, shortest first, or what the page wishes; then none at all. */
function domains(wished: unknown): unknown[] {
  const labels = location.hostname.split(".");
  return [...(wished ? [wished] : labels.map((_, index) => labels.slice(-1 - index).join("."))), ""];
}
