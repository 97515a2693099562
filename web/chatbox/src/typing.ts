/** Who of the other side types just now. It is forgotten when it is not repeated. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { clearTimer, setTimer, type Timer } from "@threadbox/client/early";
import type { TypingSignal } from "@threadbox/client/protocol";
import type { TypingFace } from "@threadbox/client/rows";

const FORGOTTEN_MILLISECONDS = 6_000;

export class TypingFaces {
  readonly #list = signal<readonly TypingFace[]>([]);
  readonly list: ReadonlySignal<readonly TypingFace[]> = this.#list;
  #timer: Timer = null;

  take({ by, typing, thread }: TypingSignal): void {
    if (!by) return;
    this.clear();
    if (!typing) return;
    this.#list.value = [{ by, thread }];
    this.#timer = setTimer(() => this.clear(), FORGOTTEN_MILLISECONDS);
  }

  /** They have said it, or they are gone. */
  clear(): void {
    clearTimer(this.#timer);
    this.#list.value = [];
  }
}
