/** Where the next message goes, with everything before it that is still on its way. */

import type { Entry } from "@threadbox/client/outbox";
import { pendingOf } from "@threadbox/client/pending";
import type { Author, Conversation, Thread, VisitorCommand } from "@threadbox/client/protocol";
import { type Hue, hueOf } from "@threadbox/client/rails";

/** `id` is `null` on the main line. */
export interface Target {
  id: string | null;
  topic: string | null;
  hue: Hue | null;
}

type Entries = readonly Entry<VisitorCommand>[];

/** The line that a message written now would go to. */
export function targetOf(entries: Entries, conversation: Conversation | null, me: Author): Target {
  const id = lineOfNext(entries, conversation, me);
  if (id === null) return { id, topic: null, hue: null };
  const known = conversation?.threads.find((thread) => thread.id === id);
  return { id, topic: known?.topic ?? topicOfStart(entries, id), hue: hueOf(id) };
}

function lineOfNext(entries: Entries, conversation: Conversation | null, me: Author): string | null {
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

function topicOfStart(entries: Entries, line: string): string | null {
  for (const { id, command } of entries)
    if (`pending:${id}` === line && command.type === "start_thread") return String(command.topic);
  return null;
}

/** Open threads, the one started last first. */
export function openFirst(threads: readonly Thread[]): Thread[] {
  const startedAt = (thread: Thread) => thread.episodes.at(-1)?.seq ?? 0;
  return threads.filter(({ state }) => state === "open").sort((a, b) => startedAt(b) - startedAt(a));
}
