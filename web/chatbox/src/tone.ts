/** Two soft notes, a fifth apart, made by the browser: no file is fetched. */

/** Hertz, and seconds after the first. */
const NOTES = [
  [659.25, 0],
  [987.77, 0.09],
] as const;
const NOTE_SECONDS = 0.28;
const LOUDNESS = 0.07;

let audio: AudioContext | null = null;

/** Plays it, where the browser and the page's policy let it. */
export function play(): void {
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
