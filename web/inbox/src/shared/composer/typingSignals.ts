/** Tells the other side that somebody types: at once, then at most every three seconds. */

/** The protocol's pace for typing signals. */
const PACE_MILLISECONDS = 3_000;

/** Where the typing goes: a conversation and its line. */
export interface TypingTarget {
  conversation: string;
  thread: string | null;
}

export class TypingSignals {
  #last: { target: TypingTarget; at: number } | null = null;

  constructor(
    private readonly tell: (target: TypingTarget, typing: boolean) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** A key was pressed at a target, or the text there became empty. */
  typed(target: TypingTarget, hasText: boolean): void {
    const last = this.#last;
    const here = last !== null && isSame(last.target, target);
    if (!hasText || !here) this.stop();
    if (!hasText || (here && this.now() - last.at < PACE_MILLISECONDS)) return;
    this.#last = { target, at: this.now() };
    this.tell(target, true);
  }

  /** The message was sent, emptied or left. */
  stop(): void {
    if (this.#last !== null) this.tell(this.#last.target, false);
    this.#last = null;
  }

  /** The message was sent: its arrival says that typing is over. */
  sent(): void {
    this.#last = null;
  }
}

function isSame(a: TypingTarget, b: TypingTarget): boolean {
  return a.conversation === b.conversation && a.thread === b.thread;
}
