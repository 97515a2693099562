/** In the place of what could not be drawn: that it is there, and its words to take along. */

import { useEffect } from "preact/hooks";
import { copyText } from "../clipboard";
import { toastError } from "../toasts";

/** A dialog: what it covered can be reached again. */
export function BrokenDialog({ onClose }: { onClose: () => void }) {
  useEffect(() => {
    toastError("This could not be shown.");
    onClose();
  }, []);
  return null;
}

/** A row of the timeline. `item` is what it should have shown. */
export function BrokenMessage({ item }: { item: unknown }) {
  return (
    <p class="broken">
      This message could not be shown ·{" "}
      <button type="button" class="button button-small" onClick={() => void copyText(wordsIn(item))}>
        Copy
      </button>
    </p>
  );
}

/** A row of the list. */
export function BrokenConversation() {
  return <p class="broken broken-conversation">This conversation could not be shown</p>;
}

/** The words of a message where it has some; else all of it, for whoever is to find out. */
function wordsIn(item: unknown): string {
  const { content } = (item ?? {}) as { content?: { text?: unknown } };
  return typeof content?.text === "string" ? content.text : JSON.stringify(item, null, 2);
}
