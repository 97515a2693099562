/**
 * Marks as read what has been on the screen while somebody looked: not what is loaded, and not while
 * the page is hidden, has no focus, or has a dialog over it. One mark per pause: scrolling through what
 * is unread sends few, and yet what arrives in a row does not put it off.
 */

import { isLookedAt, watchAttention } from "@threadbox/client/browser/attention";
import type { OpenConversation } from "./openConversation";

/** Long enough to have seen it, short enough that the badge follows. */
const PAUSE_MILLISECONDS = 350;

export class ReadReceipts {
  #marked = 0;
  #seen = 0;
  #only: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly opened: OpenConversation,
    private readonly mark: (conversation: string, seq: number, thread: string | null) => void,
  ) {}

  /** Everything up to `seq` has been on the screen; `only` in a narrow view of one thread. */
  saw(seq: number, only: string | null): void {
    this.#seen = seq;
    this.#only = only;
    this.#later();
  }

  /** Looks again when somebody comes back to the page; answers with how to stop. */
  begin(): () => void {
    const later = () => this.#later();
    const unwatch = watchAttention(later);
    // A dialog's closing does not bubble.
    document.addEventListener("close", later, { capture: true });
    return () => {
      unwatch();
      document.removeEventListener("close", later, { capture: true });
      clearTimeout(this.#timer);
    };
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE_MILLISECONDS);
  }

  #tell(): void {
    this.#timer = undefined;
    const conversation = this.opened.conversation.peek();
    if (conversation === null || !isLookedAt() || document.querySelector("dialog[open]") !== null) return;
    this.opened.unseen = null;
    const seq = Math.min(this.#seen, conversation.last_seq);
    if (conversation.unread.operator === 0 || seq <= this.#marked) return;
    this.#marked = seq;
    this.mark(this.opened.id, seq, this.#only);
  }
}
