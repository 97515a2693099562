/**
 * A short tone for a new message. Browsers allow none before a person has touched the page, and none
 * is made then; the choice is remembered, and of several tabs one plays.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Store } from "../../bridge/services";

/** The tone of one website's tabs. */
export interface Sound {
  isOn: ReadonlySignal<boolean>;
  setOn(on: boolean): void;
  /** A message came that nobody is looking at; `fingerprint` names it in all tabs. */
  play(fingerprint: number): void;
}

export function createSound(store: Store): Sound {
  const isOn = signal(store.read("sound") !== false);
  return {
    isOn,
    setOn(on) {
      isOn.value = on;
      store.write("sound", on ? undefined : false);
    },
    play(fingerprint) {
      if (!isOn.value || !navigator.userActivation?.hasBeenActive) return;
      import("./tone").then(
        ({ playInOneTab }) => playInOneTab(`${store.prefix}sound/${fingerprint}`),
        () => {}, // Unheard rather than said in the page's console.
      );
    },
  };
}
