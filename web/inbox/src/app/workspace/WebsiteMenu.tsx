/** Which website the inbox shows; only for operators who answer for several. */

import type { WebsiteName } from "@threadbox/client/protocol";
import type { Inbox } from "../../server/inbox";
import { Icon } from "../../shared/ui/Icon";
import { Menu } from "../../shared/ui/Menu";
import { goToWebsite } from "./websites";

export interface WebsiteMenuProps {
  inbox: Inbox;
  website: WebsiteName;
  websites: readonly WebsiteName[];
}

export function WebsiteMenu({ inbox, website: named, websites }: WebsiteMenuProps) {
  if (websites.length < 2) return null;
  const website = inbox.website.name.value ?? named;
  const known = websites.map((each) => (each.id === website.id ? website : each));
  const items = known.map(({ id, name, domain }) => ({
    id,
    label: name,
    hint: domain,
    checked: id === website.id,
    run: () => goToWebsite(id),
  }));
  return (
    <Menu
      label={`Website: ${website.name}`}
      title={website.domain}
      class="website-menu"
      align="start"
      items={items}
    >
      <bdi class="website-name">{website.name}</bdi>
      <Icon name="down" size={14} />
    </Menu>
  );
}
