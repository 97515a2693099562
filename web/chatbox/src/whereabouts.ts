/** Where the visitor is: on which page of the site, in which tab, at which place in the log. */

import { clientId } from "@threadbox/client/early";
import { type Page, PROTOCOL_VERSION, type VisitorFrame } from "@threadbox/client/protocol";
import type { Place } from "@threadbox/client/reader";
import type { Session } from "./state";
import type { Store } from "./storage";

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

/** The first frame on a socket. */
export function hello({ website, token }: Session, place: Place | null): VisitorFrame {
  const locale = document.documentElement.lang || navigator.language;
  return {
    type: "hello",
    version: PROTOCOL_VERSION,
    website: website.id,
    token,
    ...place,
    page: here(),
    locale,
  };
}

/** The name of this tab, which the next page in it finds again. */
export function nameOfTab(tabStore: Store): string {
  const known = tabStore.read("tab");
  if (typeof known === "string") return known;
  const name = clientId();
  tabStore.write("tab", name);
  return name;
}
