/**
 * A short tone for a new message. Browsers allow none before a person has touched the page, and none
 * is made then; the choice is remembered, and of several tabs one plays.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { setTimer } from "@threadbox/client/early";
import type { Store } from "./storage";

/** Tabs hear of a message within this time of each other. */
const TOGETHER_MILLISECONDS = 2_000;

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
      inOneTab(`${store.prefix}sound/${fingerprint}`, () => {
        import("./tone").then(
          ({ play }) => play(),
          () => {}, // Unheard rather than said in the page's console.
        );
      });
    },
  };
}

/** The tab that gets the lock acts; it keeps it until the others have asked. Plain http has no locks. */
function inOneTab(name: string, act: () => void): void {
  if (!navigator.locks) act();
  else
    void navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      act();
      await new Promise<void>((resolve) => setTimer(resolve, TOGETHER_MILLISECONDS));
    });
}
