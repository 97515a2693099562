/** Who of the other side types just now. Each is forgotten when it is not repeated. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { setTimer } from "@threadbox/client/browser/builtins";
import type { TypingSignal } from "@threadbox/client/protocol";
import type { TypingFace } from "@threadbox/client/timeline/rows";

const FORGOTTEN_MILLISECONDS = 6_000;

export class TypingFaces {
  readonly #list = signal<readonly TypingFace[]>([]);
  readonly list: ReadonlySignal<readonly TypingFace[]> = this.#list;

  take({ by, typing, thread }: TypingSignal): void {
    if (!by) return;
    this.ended(by.id);
    if (!typing) return;
    const face = { by, thread };
    this.#list.value = [...this.#list.value, face];
    setTimer(() => this.#keep((one) => one !== face), FORGOTTEN_MILLISECONDS);
  }

  /** Somebody has said it, or has stopped. */
  ended(id: string): void {
    this.#keep(({ by }) => by?.id !== id);
  }

  #keep(isKept: (face: TypingFace) => boolean): void {
    this.#list.value = this.#list.value.filter(isKept);
  }
}
