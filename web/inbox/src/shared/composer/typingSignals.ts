/** Tells the other side that somebody types: at once, then at most every three seconds. */

/** The protocol's pace for typing signals. */
const PACE_MILLISECONDS = 3_000;

/** Where the typing goes: a conversation and its line. */
export interface TypingPlace {
  conversation: string;
  thread: string | null;
}

export class TypingTeller {
  #last: { place: TypingPlace; at: number } | null = null;

  constructor(
    private readonly tell: (place: TypingPlace, typing: boolean) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** A key was pressed at a place, or the text there became empty. */
  typed(place: TypingPlace, hasText: boolean): void {
    const last = this.#last;
    const here = last !== null && isSame(last.place, place);
    if (!hasText || !here) this.stop();
    if (!hasText || (here && this.now() - last.at < PACE_MILLISECONDS)) return;
    this.#last = { place, at: this.now() };
    this.tell(place, true);
  }

  /** The message was sent, emptied or left. */
  stop(): void {
    if (this.#last !== null) this.tell(this.#last.place, false);
    this.#last = null;
  }

  /** The message was sent: its arrival says that typing is over. */
  sent(): void {
    this.#last = null;
  }
}

function isSame(a: TypingPlace, b: TypingPlace): boolean {
  return a.conversation === b.conversation && a.thread === b.thread;
}
