/** Where the next message goes, with everything before it that is still on its way. */

import type { Entry } from "@threadbox/client/connection/outbox";
import type { Author, Conversation, Thread, VisitorCommand } from "@threadbox/client/protocol";
import { pendingOf } from "@threadbox/client/timeline/pendingItems";

/** A line to write to: `id` is a thread's, that of a start on its way, or `null` on the main line. */
export interface Target {
  id: string | null;
  /** `null`: what is said stands on the main line. */
  topic: string | null;
  /** The topic of a thread that ended under what is written: it is not moved into another one. */
  ended: string | null;
}

type Entries = readonly Entry<VisitorCommand>[];

/** The line that a message written now would go to, unless it names one. */
export function nextTarget(entries: Entries, conversation: Conversation | null, me: Author): string | null {
  const command: VisitorCommand = { type: "send", id: "next", text: "" };
  const next: Entry<VisitorCommand> = {
    id: "next",
    command,
    at: 0,
    state: "queued",
    refused: null,
    done: null,
  };
  return pendingOf([...entries, next], conversation, me).at(-1)?.thread ?? null;
}

/** The start that a line is named after while it is on its way. */
export function startOf(entries: Entries, line: string | null): Entry<VisitorCommand> | undefined {
  return entries.find(({ id }) => line === `pending:${id}`);
}

/** A line by its id, as it is now. */
export function targetAt(id: string | null, entries: Entries, conversation: Conversation | null): Target {
  const main = { id, topic: null, ended: null };
  if (id === null) return main;
  const known = conversation?.threads.find((thread) => thread.id === id);
  if (known?.state === "ended") return { ...main, ended: known.topic };
  const start = startOf(entries, id)?.command;
  const topic = known?.topic ?? (start?.type === "start_thread" ? String(start.topic) : null);
  return { ...main, topic };
}

/** Open threads, the one started last first. */
export function openFirst(threads: readonly Thread[]): Thread[] {
  const startedAt = (thread: Thread) => thread.episodes.at(-1)?.seq ?? 0;
  return threads.filter(({ state }) => state === "open").sort((a, b) => startedAt(b) - startedAt(a));
}
