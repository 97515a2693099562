import type { Item, Message } from "@threadbox/client/protocol";
import { keepRows, type Row, rows } from "@threadbox/client/timeline/rows";
import { expect, test } from "vitest";
import { type Run, runsOf } from "../../src/core/ui/timeline/runs";

const AT = new Date(2026, 10, 22, 12).getTime();
const by = { kind: "visitor", id: "s", name: null, avatar: null, origin: null } as const;

function message(seq: number, thread: string | null = null): Message {
  const content = { type: "text", text: `message ${seq}` } as const;
  const common = { seq, fingerprint: seq, at: AT + seq, by, thread, content };
  return { ...common, kind: "message", client_id: null, follows: null };
}

function rowsOf(from: number, to: number): Row[] {
  const items: Item[] = [];
  for (let seq = from; seq <= to; seq++) items.push(message(seq));
  return rows({ items, threads: [], audience: "visitor", folds: new Map(), unreadAfter: null });
}

const chunks = (runs: readonly Run[]) => runs.flatMap((run) => run.chunks);

test("a new message leaves every chunk but its own the same object", () => {
  const first = rowsOf(1, 100);
  const before = runsOf(first);
  const after = runsOf(keepRows(first, rowsOf(1, 101)), before);
  const changed = chunks(after).filter((chunk, index) => chunk !== chunks(before)[index]);
  expect(changed.map(({ key }) => key)).toEqual([8]);
  expect(after[0]?.key).toBe(before[0]?.key);
});

test("older messages join the run above and move no chunk of it", () => {
  const first = rowsOf(61, 100);
  const before = runsOf(first);
  const after = runsOf(keepRows(first, rowsOf(1, 100)), before);
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  const kept = chunks(before).filter((chunk) => chunks(after).includes(chunk));
  // The uppermost one gained rows, and the one below it another neighbour at most.
  expect(kept.length).toBeGreaterThanOrEqual(chunks(before).length - 1);
});

test("nothing new is the very same runs", () => {
  const first = rowsOf(1, 40);
  const before = runsOf(first);
  const after = runsOf(keepRows(first, rowsOf(1, 40)), before);
  expect(after.every((run, index) => run === before[index])).toBe(true);
});

test("runs never share a key, however often their threads take turns", () => {
  const items = [1, 2, 3, 4, 5, 6].map((seq) => message(seq, seq % 2 ? "thread_a" : null));
  const input = { threads: [], audience: "visitor", folds: new Map(), unreadAfter: null } as const;
  let runs = runsOf(rows({ ...input, items: items.slice(3) }));
  runs = runsOf(rows({ ...input, items }), runs);
  expect(new Set(runs.map(({ key }) => key)).size).toBe(runs.length);
  expect(runs).toHaveLength(6);
});
