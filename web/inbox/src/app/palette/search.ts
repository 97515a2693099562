/** What the palette offers and how it finds: actions, threads of this conversation, conversations. */

/** One line of the palette. */
export interface PaletteEntry {
  id: string;
  label: string;
  /** Beside the label, and searched too: "thread", an e-mail, a key. */
  hint: string;
  group: "Threads" | "Actions" | "Websites" | "Conversations" | "Operators";
  run: () => void;
}

/** Lines shown at most: more are not read, they are searched. */
const SHOWN = 40;

/** The entries that fit, best first. Every word of the search must be found. */
export function matchingEntries(entries: readonly PaletteEntry[], search: string): PaletteEntry[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, SHOWN);
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ entry }) => entry);
}

function scoreOf(entry: PaletteEntry, words: readonly string[]): number {
  const label = entry.label.toLocaleLowerCase();
  const hint = entry.hint.toLocaleLowerCase();
  let score = 0;
  for (const word of words) {
    const best = Math.max(fit(label, word) * 2, fit(hint, word));
    if (best === 0) return 0;
    score += best;
  }
  return score;
}

/** 4 at the very start, 3 at a word's start, 2 inside, 1 with letters left out, 0 not at all. */
function fit(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 4;
  if (at > 0) return /[\s#(.@/-]/.test(text[at - 1] ?? "") ? 3 : 2;
  return hasInOrder(text, word) ? 1 : 0;
}

function hasInOrder(text: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
