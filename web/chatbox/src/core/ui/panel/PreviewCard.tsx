/**
 * The newest message that nobody has seen, beside the launcher while the chat is closed. It takes no
 * focus and says nothing by itself: screen readers have been told by the live region.
 */

import { sideOf } from "@threadbox/client/connection/replay";
import { wordsOf } from "@threadbox/client/content/contents";
import type { Item, Message } from "@threadbox/client/protocol";
import { plain } from "@threadbox/client/text/markup";
import { useState } from "preact/hooks";
import type { Bridge } from "../../../bridge/bridge";
import type { LiveConversation } from "../../conversation/liveConversation";
import { t } from "../../texts";
import { Icon } from "../shared/Icon";

export { default as css } from "./preview-card.css?inline";

/** Where a session's last dismissed message is kept: the next page shows it no more either. */
const DISMISSED = "preview";

export function PreviewCard({ live, bridge }: { live: LiveConversation; bridge: Bridge }) {
  const { store, session, root, launcher } = bridge;
  const [dismissed, setDismissed] = useState(Number(store.of(DISMISSED, session.id) ?? 0));
  const { items = [], read } = live.conversation.value ?? {};
  const message = items.findLast(isOfOperator);
  if (!message || message.seq <= Math.max(dismissed, read?.visitor ?? 0)) return null;
  const { seq } = message;
  function dismiss(): void {
    // The keyboard goes on from the launcher; who pressed with a pointer is there anyway.
    if (root.activeElement) launcher.focus();
    store.write(DISMISSED, { session: session.id, value: seq });
    setDismissed(seq);
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame that no style takes away everywhere
    <div
      class="preview"
      role="group"
      aria-label={t("preview")}
      onKeyDown={(event) => event.key === "Escape" && dismiss()}
    >
      <button
        type="button"
        class="preview-open"
        title={t("preview.open")}
        onClick={() => bridge.setPanel(true)}
      >
        <bdi class="preview-name">{message.by.name ?? live.website.value.name}</bdi>
        <span class="preview-text" dir="auto">
          {plain(wordsOf(message.content))}
        </span>
      </button>
      <button type="button" class="plain-button" title={t("preview.dismiss")} onClick={dismiss}>
        <Icon name="close" size={16} label={t("preview.dismiss")} />
      </button>
    </div>
  );
}

function isOfOperator(item: Item): item is Message {
  return item.kind === "message" && sideOf(item.by) === "operator";
}
