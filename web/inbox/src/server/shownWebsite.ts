/** What the website is called; its settings may change while it is open. */

import { signal } from "@preact/signals";
import type { Line, WebsiteName } from "@threadbox/client/protocol";

export class ShownWebsite {
  /** Null before the first welcome. */
  readonly name = signal<WebsiteName | null>(null);

  /** Takes over what changes the settings; every other line is none of its business. */
  apply({ fact }: Line): void {
    const known = this.name.peek();
    if (fact.type !== "website_changed" || known === null) return;
    const { name, domains } = fact.settings;
    this.name.value = { ...known, name, domain: domains[0] ?? "" };
  }
}
