/**
 * Marks as read what has been on the screen: not what is loaded, and not while the page is
 * hidden. One mark per pause, so scrolling through history sends one.
 */

import type { Opened } from "./opened";

/** Long enough to have seen it, short enough that the badge follows. */
const PAUSE_MILLISECONDS = 350;

export class Reading {
  #marked = 0;
  #seen = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly opened: Opened,
    private readonly mark: (conversation: string, seq: number, thread: string | null) => void,
  ) {}

  /** Everything up to `seq` has been on the screen; `only` in a narrow view of one thread. */
  saw(seq: number, only: string | null): void {
    this.#seen = Math.max(this.#seen, seq);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(only), PAUSE_MILLISECONDS);
  }

  /** The conversation is left; what was seen is still told. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(only: string | null): void {
    const conversation = this.opened.conversation.peek();
    if (conversation === null || document.visibilityState !== "visible") return;
    const seq = Math.min(this.#seen, conversation.last_seq);
    if (conversation.unread.operator === 0 || seq <= this.#marked) return;
    this.#marked = seq;
    this.mark(this.opened.id, seq, only);
  }
}
