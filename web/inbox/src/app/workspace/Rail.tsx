/** The slim bar at the edge: where one is, and the account. */

import { Icon, Mark } from "../../shared/ui/Icon";
import { AccountMenu, type AccountMenuProps } from "./AccountMenu";
import "./rail.css";

export interface RailProps extends AccountMenuProps {
  unread: number;
  onInbox: () => void;
}

export function Rail({ unread, onInbox, ...account }: RailProps) {
  const label = unread === 0 ? "Inbox" : `Inbox, ${unread} unread`;
  return (
    <nav class="rail" aria-label="Threadbox">
      <span class="rail-mark">
        <Mark />
      </span>
      <a
        class="rail-place"
        href="/inbox/"
        aria-current="page"
        aria-label={label}
        title="Inbox"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onInbox();
        }}
      >
        <Icon name="inbox" size={20} />
        {unread > 0 && <span class="rail-dot" />}
      </a>
      <span class="rail-space" />
      <AccountMenu {...account} />
    </nav>
  );
}
