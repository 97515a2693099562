/**
 * Keeping one's place in the log (docs/protocol.md, "Places").
 *
 * Says for each `facts` and `beat` which lines are new and whether something was missed, and
 * keeps the lines of late, so that an answer true at an older position can be brought up to date.
 */

import type { Beat, Conversation, Facts, Last, Line, Resume } from "../protocol";
import { apply, applyToRow } from "./replay";

export interface LogPlace {
  epoch: string;
  position: number;
  /** The newest line known; where another one stands in its place is another history. */
  last: Last | null;
}

/** What to do with a frame: apply these lines, in order; send `resume` unless it is null. */
export interface Taken {
  lines: readonly Line[];
  resume: Resume | null;
}

/** Enough for any answer still on its way; further back a fresh query is cheaper. */
const RING_LINES = 500;
const NOTHING: Taken = { lines: [], resume: null };

export class LogReader {
  #place: LogPlace | null = null;
  #ring: Line[] = [];
  /** Lines after this position are all in the ring. */
  #ringAfter = 0;
  #askedAt: number | null = null;

  /** The place to name in `hello`; null before the first snapshot. */
  get place(): LogPlace | null {
    return this.#place;
  }

  /** A snapshot true at a place was taken over. */
  startAt({ epoch, position, last }: LogPlace): void {
    this.#place = { epoch, position, last };
    this.#ring = [];
    this.#ringAfter = position;
    this.#askedAt = null;
  }

  /** The state is gone (`start_over`, another session): the next hello asks for a snapshot. */
  forget(): void {
    this.#place = null;
    this.#ring = [];
    this.#askedAt = null;
  }

  /** The connection was lost; a `resume` asked on it will not be answered. */
  rewind(): void {
    this.#askedAt = null;
  }

  /** Decides about one frame, and moves the place. */
  take(frame: Facts | Beat): Taken {
    if (this.#place === null) return NOTHING;
    return frame.type === "beat" ? this.#beat(frame) : this.#facts(frame);
  }

  /**
   * `conversation`, from an answer true at `trueAt`, with the lines that came since applied;
   * `kind` says whether it is shown in full or as a row of a list. Null: too old, ask again.
   */
  upToDate(
    conversation: Conversation,
    kind: "full" | "row",
    trueAt = conversation.position,
  ): Conversation | null {
    if (trueAt < this.#ringAfter) return null;
    const step = kind === "full" ? apply : applyToRow;
    let state: Conversation | null = conversation;
    for (const line of this.#ring) state = step(state, line);
    return state;
  }

  #facts(frame: Facts): Taken {
    if (frame.after > this.#position) return { lines: [], resume: this.#ask() };
    const lines = frame.lines.filter((line) => line.position > this.#position);
    this.#askedAt = null;
    const last = lines.at(-1);
    if (last === undefined) return NOTHING;
    this.#move(last);
    this.#keep(lines);
    return { lines, resume: null };
  }

  #beat(frame: Beat): Taken {
    if (frame.head <= this.#position) return NOTHING;
    // Asked before and still behind: the answer was lost, or there is more.
    this.#askedAt = null;
    return { lines: [], resume: this.#ask() };
  }

  /** One `resume` per place: every further frame beyond the gap would ask for the same. */
  #ask(): Resume | null {
    if (this.#askedAt === this.#position) return null;
    this.#askedAt = this.#position;
    return { type: "resume", position: this.#position };
  }

  #keep(lines: readonly Line[]): void {
    this.#ring.push(...lines);
    const dropped = this.#ring.splice(0, Math.max(0, this.#ring.length - RING_LINES)).at(-1);
    if (dropped !== undefined) this.#ringAfter = dropped.position;
  }

  #move({ position, fact: { at } }: Line): void {
    if (this.#place) this.#place = { epoch: this.#place.epoch, position, last: { position, at } };
  }

  get #position(): number {
    return this.#place?.position ?? 0;
  }
}
