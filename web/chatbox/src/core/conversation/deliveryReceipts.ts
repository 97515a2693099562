/** Tells operators that their newest message has reached this browser: soon, once, and only if it is news. */

import { clearTimer, setTimer, type Timer } from "@threadbox/client/browser/builtins";
import { sideOf } from "@threadbox/client/connection/replay";
import type { Conversation, Item } from "@threadbox/client/protocol";

/** Messages that come together are said to have come together; what is read by then needs no word. */
const PAUSE_MILLISECONDS = 1_000;

export class DeliveryReceipts {
  readonly #conversation: () => Conversation | null;
  readonly #say: (seq: number) => void;
  #timer: Timer = null;
  #said = 0;

  constructor(conversation: () => Conversation | null, say: (seq: number) => void) {
    this.#conversation = conversation;
    this.#say = say;
  }

  /** Something may have come. */
  look(): void {
    this.#timer ??= setTimer(() => this.#tell(), PAUSE_MILLISECONDS);
  }

  stop(): void {
    clearTimer(this.#timer);
  }

  #tell(): void {
    this.#timer = null;
    const conversation = this.#conversation();
    const newest = conversation?.items.findLast(isTheirs)?.seq ?? 0;
    if (newest <= Math.max(this.#said, conversation?.delivered.visitor ?? 0)) return;
    this.#said = newest;
    this.#say(newest);
  }
}

function isTheirs(item: Item): boolean {
  return item.kind === "message" && sideOf(item.by) === "operator";
}
