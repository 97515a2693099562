/**
 * The rows of the timeline as they are drawn: runs of one thread, each cut into chunks that stay the
 * same objects while their rows do. So a new message redraws one chunk, however long the history is,
 * and what is far outside the view is not laid out at all.
 */

import type { Row } from "@threadbox/client/timeline/rows";

/** About a screen of a phone. */
const CHUNK_SEQS = 12;

export interface Chunk {
  key: number;
  rows: readonly Row[];
}

export interface Run {
  key: string;
  thread: string | null;
  chunks: readonly Chunk[];
}

/** The number of the chunk that a row stands in: by its place in the order, so that older rows move none. */
export function chunkOf(row: Row): number {
  return Math.floor(row.seq / CHUNK_SEQS);
}

/** The runs of `rows`; those of `previous` that are as they were stay the same objects. */
export function runsOf(rows: readonly Row[], previous: readonly Run[] = []): readonly Run[] {
  const before = new Map(previous.flatMap((run) => run.chunks.map((chunk) => [placeOf(run, chunk), run])));
  const used = new Set<string>();
  return sectionsOf(rows).map(({ thread, rows: own }) => {
    const cut = chunksOf(own);
    // Older rows join a run at its top and newer ones at its end: any chunk it shares is its sign.
    const old = cut.map((chunk) => before.get(placeOf({ thread }, chunk))).find((run) => run !== undefined);
    const first = own[0]?.key ?? "";
    const key =
      [old?.key, first].find((wish) => wish !== undefined && !used.has(wish)) ?? `${first}:${used.size}`;
    used.add(key);
    const chunks = old ? cut.map((chunk) => kept(old.chunks, chunk)) : cut;
    const isSame = old?.key === key && sameItems(old.chunks, chunks);
    return isSame ? old : { key, thread, chunks };
  });
}

function placeOf({ thread }: { thread: string | null }, chunk: Chunk): string {
  return `${thread} ${chunk.key}`;
}

/** Dividers belong to what follows them: a new day does not break a thread's run. */
function sectionsOf(rows: readonly Row[]): { thread: string | null; rows: Row[] }[] {
  const sections: { thread: string | null; rows: Row[] }[] = [];
  let dividers: Row[] = [];
  const add = (thread: string | null, added: readonly Row[]) => {
    const last = sections.at(-1);
    if (last && last.thread === thread) last.rows.push(...added);
    else sections.push({ thread, rows: [...added] });
  };
  for (const row of rows) {
    if (row.kind === "day" || row.kind === "unread") dividers.push(row);
    else {
      add(row.thread, [...dividers, row]);
      dividers = [];
    }
  }
  if (dividers.length > 0) add(null, dividers);
  return sections;
}

function chunksOf(rows: readonly Row[]): Chunk[] {
  const chunks: { key: number; rows: Row[] }[] = [];
  for (const row of rows) {
    const last = chunks.at(-1);
    const key = chunkOf(row);
    if (last?.key === key) last.rows.push(row);
    else chunks.push({ key, rows: [row] });
  }
  return chunks;
}

function kept(old: readonly Chunk[], chunk: Chunk): Chunk {
  const same = old.find(({ key }) => key === chunk.key);
  return same && sameItems(same.rows, chunk.rows) ? same : chunk;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
