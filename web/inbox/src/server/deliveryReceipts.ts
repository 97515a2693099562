/**
 * Tells the visitor's side that messages have reached an operator's screen. One mark per
 * conversation and pause; whoever finds that a colleague's screen was first says nothing.
 */

/** Screens of one team wait differently long, so that one of them speaks for all. */
const PAUSE_MILLISECONDS = 600;
const SPREAD_MILLISECONDS = 1_400;

export class DeliveryReceipts {
  readonly #waiting = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `known` answers how far a conversation counts as delivered already. */
  constructor(
    private readonly known: (conversation: string) => number,
    private readonly mark: (conversation: string, seq: number) => void,
  ) {}

  /** Everything of a conversation up to `seq` has arrived here. */
  received(conversation: string, seq: number): void {
    if (seq <= this.known(conversation)) return;
    this.#waiting.set(conversation, Math.max(seq, this.#waiting.get(conversation) ?? 0));
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE_MILLISECONDS + Math.random() * SPREAD_MILLISECONDS);
  }

  /** Says no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    for (const [conversation, seq] of this.#waiting)
      if (seq > this.known(conversation)) this.mark(conversation, seq);
    this.#waiting.clear();
  }
}
