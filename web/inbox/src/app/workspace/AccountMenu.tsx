/** The operator's own menu: look, keys, signing out. */

import type { Account } from "@threadbox/client/protocol";
import { singleKeys, type Theme, theme } from "../../shared/settings";
import { Avatar } from "../../shared/ui/Avatar";
import { Menu, type MenuItem } from "../../shared/ui/Menu";

export interface AccountMenuProps {
  operator: Account;
  onShortcuts: () => void;
  onSignOut: () => void;
}

const LOOKS: readonly { look: Theme; label: string; icon: "system" | "sun" | "moon" }[] = [
  { look: "system", label: "Like the system", icon: "system" },
  { look: "light", label: "Light", icon: "sun" },
  { look: "dark", label: "Dark", icon: "moon" },
];

export function AccountMenu({ operator, onShortcuts, onSignOut }: AccountMenuProps) {
  const looks = LOOKS.map(
    ({ look, label, icon }, at): MenuItem => ({
      id: look,
      label,
      icon,
      checked: theme.value === look,
      run: () => {
        theme.value = look;
      },
      ...(at === 0 ? { group: "Look" } : {}),
    }),
  );
  const items: MenuItem[] = [
    ...looks,
    {
      id: "keys",
      label: singleKeys.value ? "Switch single keys off" : "Switch single keys on",
      icon: "keyboard",
      group: "Keyboard",
      run: () => {
        singleKeys.value = !singleKeys.value;
      },
    },
    { id: "sheet", label: "Shortcuts", icon: "search", hint: "?", run: onShortcuts },
    { id: "out", label: "Sign out", icon: "leave", group: operator.email, run: onSignOut },
  ];
  return (
    <Menu
      label={`Account: ${operator.name}`}
      title={operator.name}
      class="account-button"
      align="start"
      items={items}
    >
      <Avatar id={operator.id} name={operator.name} picture={operator.avatar} />
    </Menu>
  );
}
