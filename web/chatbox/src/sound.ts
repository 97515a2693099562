/**
 * A short tone for a new message. Browsers allow none before a person has touched the page, and none
 * is made then; the choice is remembered, and of several tabs one plays.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { setTimer } from "@threadbox/client/early";
import type { Store } from "./storage";

/** Two soft notes, a fifth apart: hertz, and seconds after the first. */
const NOTES = [
  [659.25, 0],
  [987.77, 0.09],
] as const;
const NOTE_SECONDS = 0.28;
const LOUDNESS = 0.07;
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
  let audio: AudioContext | null = null;

  return {
    isOn,
    setOn(on) {
      isOn.value = on;
      store.write("sound", on ? undefined : false);
    },
    play(fingerprint) {
      if (!isOn.value || !navigator.userActivation?.hasBeenActive) return;
      inOneTab(`${store.prefix}sound/${fingerprint}`, () => {
        try {
          audio ??= new AudioContext();
          void audio.resume();
          for (const [hertz, after] of NOTES) ring(audio, hertz, audio.currentTime + after);
        } catch {
          // A browser without sound, or a page whose policy forbids it.
        }
      });
    },
  };
}

function ring(audio: AudioContext, hertz: number, at: number): void {
  const tone = new OscillatorNode(audio, { frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
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
