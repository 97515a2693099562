/** The page a visitor is on, as it is shown. Its address is the page's own word. */

import { webAddress } from "@threadbox/client/content/contents";
import type { Page } from "@threadbox/client/protocol";

/** What the server has cut off ends in this; an address has it nowhere else. */
const CUT = "…";

/** "/client/servers/4", and the route of a site that has only one path: "/shop#/orders". */
export function pathOf({ url }: Page): string {
  if (!URL.canParse(url)) return url;
  const { pathname, hash } = new URL(url);
  const whole = pathname + hash;
  // The browser writes it as it would ask for it.
  return url.endsWith(CUT) ? whole.replace(/(%E2%80%A6)?$/, CUT) : whole;
}

/** Where a click leads; `null` when the address is not whole, or none to open. */
export function addressOf({ url }: Page): string | null {
  return url.endsWith(CUT) ? null : webAddress(url);
}
