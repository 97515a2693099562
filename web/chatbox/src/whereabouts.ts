/** Which page of the site the visitor looks at. */

import { watchAttention } from "@threadbox/client/attention";
import type { Page } from "@threadbox/client/protocol";

/** Tells when the visitor looks at this page, or at another one of a site that changes it without loading. */
export function watchPage(seen: () => void): () => void {
  const navigation = (window as { navigation?: EventTarget }).navigation;
  return watchAttention(seen, [navigation ?? window, navigation ? "navigatesuccess" : "popstate"]);
}

/** Of fragments only routes are told: others hold what is none of anybody's business. */
export function here(): Page {
  const { origin, pathname, search, hash } = location;
  const route = /^#!?\//.test(hash) ? hash : "";
  return {
    url: origin + pathname + search + route,
    title: document.title,
    referrer: document.referrer || null,
  };
}
