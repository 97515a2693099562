/** Where the visitor is: on which page of the site, in which tab, at which place in the log. */

import { watchAttention } from "@threadbox/client/browser/attention";
import { clientId } from "@threadbox/client/browser/builtins";
import { languagesOfReader } from "@threadbox/client/browser/locale";
import type { LogPlace } from "@threadbox/client/connection/logReader";
import { type Page, PROTOCOL_VERSION, type VisitorFrame } from "@threadbox/client/protocol";
import type { Session } from "../../bridge/bridge";
import type { Store } from "../../bridge/services";

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

/** The first frame on a socket. */
export function hello({ website, token }: Session, place: LogPlace | null): VisitorFrame {
  const locale = document.documentElement.lang || languagesOfReader()[0] || null;
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
