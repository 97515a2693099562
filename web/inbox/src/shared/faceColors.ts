/** The colour of a face. Of the operators no two have the same one, as long as there are colours. */

import { type ReadonlySignal, signal } from "@preact/signals";

/** Calm colours for initials; see `avatar.css`. */
const HUES = 8;

const operators = signal<ReadonlyMap<string, number>>(new Map());

/** The colours of the operators, for whoever draws them. */
export const operatorHues: ReadonlySignal<ReadonlyMap<string, number>> = operators;

/** Gives each operator a colour: their own, or where another one has that already, the next free one. */
export function learnOperators(faces: readonly { id: string }[]): void {
  const taken = new Map<string, number>();
  for (const { id } of faces) {
    const turns = Array.from({ length: HUES }, (_, turn) => ((hueOf(id) - 1 + turn) % HUES) + 1);
    const used = new Set(taken.values());
    taken.set(id, turns.find((hue) => !used.has(hue)) ?? hueOf(id));
  }
  operators.value = taken;
}

/** The colour of anybody's face: for an id always the same. */
export function hueOfFace(id: string): number {
  return operators.value.get(id) ?? hueOf(id);
}

function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (hash % HUES) + 1;
}
