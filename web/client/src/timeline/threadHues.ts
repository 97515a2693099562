/**
 * Which of six hues a thread has: when it starts, the one least used among the threads that are open
 * then, so that two open ones look alike only when there are more than six. It keeps it from then on.
 */

import type { Thread } from "../protocol";

export type Hue = 1 | 2 | 3 | 4 | 5 | 6;
type Known = Pick<Thread, "id" | "number" | "episodes">;

const HUES: readonly Hue[] = [1, 2, 3, 4, 5, 6];
/** By thread. Ids are unique, so all conversations of a screen share it. */
const learned = new Map<string, Hue>();
/** The starts and reopenings that have been judged, by thread and place. */
const judged = new Set<string>();

/** The hue of a thread; of one that nothing is known of, any, but always the same. */
export function hueOf(thread: string): Hue {
  return learned.get(thread) ?? hueAt(hashOf(thread));
}

/** Gives hues to threads of one conversation that have none yet, and to those that were reopened. */
export function learnHues(threads: Iterable<Known>): void {
  const all = [...threads];
  const fresh = all.flatMap((thread) =>
    thread.episodes
      .filter(({ seq }) => !judged.has(`${thread.id} ${seq}`))
      .map(({ seq }) => ({ thread, seq })),
  );
  for (const { thread, seq } of fresh.sort((a, b) => a.seq - b.seq)) {
    judged.add(`${thread.id} ${seq}`);
    learned.set(thread.id, leastUsed(thread, seq, all));
  }
}

function leastUsed({ id, number }: Known, seq: number, all: readonly Known[]): Hue {
  const open = all.filter((other) => other.id !== id && isOpenAt(other, seq)).map((other) => hueOf(other.id));
  const uses = (hue: Hue) => open.filter((other) => other === hue).length;
  // With all as often used it keeps its own, or takes turns by its number.
  const own = learned.get(id) ?? hueAt(number > 0 ? number - 1 : hashOf(id));
  const turns = HUES.map((_, turn) => hueAt(own - 1 + turn));
  // Sorted, not reduced: some old libraries replace what lists have for that.
  return turns.sort((a, b) => uses(a) - uses(b))[0] ?? own;
}

function isOpenAt({ episodes }: Known, place: number): boolean {
  return episodes.some(
    ({ seq, ended_seq }) => seq < place && (ended_seq ?? Number.POSITIVE_INFINITY) > place,
  );
}

function hueAt(turn: number): Hue {
  return HUES[turn % HUES.length] as Hue;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash;
}
