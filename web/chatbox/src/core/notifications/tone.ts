/** Two soft notes, a fifth apart, made by the browser: no file is fetched. Of several tabs one plays. */

/** Hertz, and seconds after the first. */
const NOTES = [
  [659.25, 0],
  [987.77, 0.09],
] as const;
const NOTE_SECONDS = 0.28;
const LOUDNESS = 0.07;

/** Tabs hear of a message within this time of each other. */
const TOGETHER_MILLISECONDS = 2_000;

let audio: AudioContext | null = null;

/** Plays it in the tab that gets the lock of this name, which it keeps until the others have asked. */
export function playInOneTab(name: string): void {
  // Plain http has no locks.
  if (!navigator.locks) play();
  else
    void navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      play();
      await new Promise<void>((resolve) => setTimeout(resolve, TOGETHER_MILLISECONDS));
    });
}

/** Where the browser and the page's policy let it. */
function play(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
    for (const [hertz, after] of NOTES) ring(audio, hertz, audio.currentTime + after);
  } catch {
    // A browser without sound.
  }
}

function ring(on: AudioContext, hertz: number, at: number): void {
  const tone = new OscillatorNode(on, { frequency: hertz });
  const volume = new GainNode(on, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS);
  tone.connect(volume).connect(on.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}
