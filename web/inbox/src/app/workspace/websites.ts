/** Which of an operator's websites is shown: the one the address names, else the one of last time. */

import type { WebsiteName } from "@threadbox/client/protocol";
import { recall, remember } from "../../shared/localStore";
import { go } from "../../shared/routes";

/** The website to show; `null` when the operator has none. */
export function shownWebsite(
  operator: string,
  websites: readonly WebsiteName[],
  named: string | null,
): WebsiteName | null {
  const last = recall(keyOf(operator));
  const known = (id: unknown) => websites.find((website) => website.id === id);
  return known(named) ?? known(last) ?? websites[0] ?? null;
}

/** Shows another website; Back returns to this one. */
export function goToWebsite(website: string): void {
  go({ website, conversation: null, target: null, only: null });
}

/** The website to begin with next time. */
export function rememberWebsite(operator: string, website: string): void {
  remember(keyOf(operator), website);
}

function keyOf(operator: string): string {
  return `website.${operator}`;
}
