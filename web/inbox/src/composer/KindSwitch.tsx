/** Reply or note: two buttons that look and read different, since the difference is who sees it. */

import type { Kind } from "../shared/composer/drafts";
import { Icon } from "../shared/ui/Icon";

export interface KindSwitchProps {
  kind: Kind;
  onKind: (kind: Kind) => void;
}

export function KindSwitch({ kind, onKind }: KindSwitchProps) {
  return (
    <fieldset class="kind-switch" aria-label="What to write">
      <button type="button" class="kind" aria-pressed={kind === "reply"} onClick={() => onKind("reply")}>
        Reply
      </button>
      <button
        type="button"
        class="kind kind-note"
        aria-pressed={kind === "note"}
        onClick={() => onKind("note")}
      >
        <Icon name="note" size={14} /> Note
      </button>
    </fieldset>
  );
}
