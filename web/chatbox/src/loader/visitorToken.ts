/**
 * The session's token in this browser: in the page's own storage, and in a cookie that the other
 * sub-domains see. It opens exactly one conversation of one website, nothing else.
 *
 * A cookie does not say who has set it: pages of a parent domain, which may be somebody else's, can
 * set one that is seen here. So a cookie counts when it goes away on being deleted within the domain
 * that the server has named, one of the website's own.
 */

import type { Configured } from "../bridge/bridge";
import type { Store } from "../bridge/services";
import type { PageGlobals } from "./crisp/pageGlobals";

/** About six months, renewed on every visit. */
const SECONDS = 15_768_000;

/** Keeps and finds the token. */
export interface TokenKeeper {
  /** The domain that the page wishes for the cookie, or "". */
  wished: string;
  /** What is seen here. It may be somebody else's before `verify`. */
  guess(): string | null;
  /** The copy in the page's own storage, which nobody else can have written. */
  own(): string | null;
  /** Which token counts, where the cookie goes as high as `domain`; kept for its whole time again. */
  verify(domain: string | null): string | null;
  keepToken(token: string): void;
  /** Deletes every cookie of the session that is seen here. The copy goes with the storage. */
  forget(): void;
}

/** The keeper of one website's token. */
export function createTokenKeeper(
  website: string,
  store: Store,
  { CRISP_COOKIE_DOMAIN: domain, CRISP_COOKIE_EXPIRE: expire }: PageGlobals,
  configured: Configured,
): TokenKeeper {
  const name = `threadbox_${website}`;
  const wished = String(domain || "");
  // Pages that wish another domain have another session, also where they share the storage.
  const copy = `token${wished}`;
  const seconds = typeof expire === "number" && expire > 0 ? expire : SECONDS;
  const labels = location.hostname.split(".");
  /** Each parent of this host, the widest first; the host; and, as "", the host without those below. */
  const scopes = [...labels.map((_, index) => labels.slice(-1 - index).join(".")), ""];
  /** Those that the cookie may have. */
  let allowed = scopes;

  /** The values of all such cookies that are seen here. */
  function seen(): string[] {
    try {
      const parts = `; ${document.cookie}`.split(`; ${name}=`);
      return parts.slice(1).map((part) => part.split(";")[0] ?? "");
    } catch {
      return []; // A sandboxed frame throws.
    }
  }

  function set(scope: string, value: string, maxAge: number): void {
    const secure = location.protocol === "https:" ? ";secure" : "";
    // In a frame of another site only such a cookie is kept.
    const site = secure && configured["cross:origin:cookies"] ? "none;partitioned" : "lax";
    try {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous and not everywhere
      document.cookie = `${name}=${value};path=/;max-age=${maxAge};samesite=${site}${secure}${scope && `;domain=${scope}`}`;
    } catch {
      // Cookies are forbidden here; storage or memory has the token.
    }
  }

  /** Deletes the cookie of a scope; gives the value that is not seen any more. */
  function take(scope: string): string | undefined {
    const before = seen();
    if (!before[0]) return;
    set(scope, "", 0);
    const left = seen();
    return before.find((value) => !left.includes(value));
  }

  function own(): string | null {
    const { value, until } = Object(store.read(copy));
    return until > Date.now() ? String(value) : null;
  }

  function keep(token: string): void {
    store.write(copy, { value: token, until: Date.now() + seconds * 1_000 });
    for (const scope of allowed) {
      set(scope, token, seconds);
      // A browser refuses a public suffix such as "co.uk" in silence: the next longer one is tried.
      if (seen().includes(token)) return;
    }
  }

  return {
    wished,
    own,
    guess() {
      const cookies = seen();
      const kept = own();
      return cookies.includes(kept as string) ? kept : cookies[0] || kept;
    },
    verify(domain) {
      allowed = scopes.filter((scope) => !scope || `.${scope}`.endsWith(`.${domain}`));
      let token: string | null | undefined;
      // The widest is the one that all sub-domains share.
      for (const scope of allowed) token ??= take(scope);
      token ??= own();
      if (token) keep(token);
      return token;
    },
    keepToken: keep,
    forget() {
      for (const scope of scopes) take(scope);
    },
  };
}
