/** The list of keys, opened by `?`. */

import { SHORTCUTS, type Shortcut } from "../shared/keys";
import { singleKeys } from "../shared/settings";
import { Dialog } from "../shared/ui/Dialog";
import "./shortcut-sheet.css";

const GROUPS: readonly Shortcut["group"][] = ["Moving", "Writing", "Threads", "Anywhere"];

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Shortcuts" class="sheet" onClose={onClose}>
      <div class="sheet-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.action} class="sheet-line">
                  <dt>{shortcut.does}</dt>
                  <dd>
                    {shortcut.keys.map((key) => (
                      <kbd key={key} class="key">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="sheet-switch">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => {
            singleKeys.value = event.currentTarget.checked;
          }}
        />
        Single keys act as commands
      </label>
    </Dialog>
  );
}
