/** Which page of the site the visitor looks at. */

import type { Page } from "@threadbox/client/protocol";

/** Sites of one page change their address without loading; operators see where the visitor is. */
export function watchPage(moved: () => void): () => void {
  const target: EventTarget = "navigation" in window ? (window.navigation as EventTarget) : window;
  const event = target === window ? "popstate" : "navigatesuccess";
  target.addEventListener(event, moved);
  return () => target.removeEventListener(event, moved);
}

export function here(): Page {
  const { origin, pathname, search } = location;
  return { url: origin + pathname + search, title: document.title, referrer: document.referrer || null };
}
