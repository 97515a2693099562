/**
 * Commands in the outbox as they will look in the timeline, before the server has answered:
 * messages, notes and starts. Everything else has no row of its own.
 */

import type { Entry, EntryState } from "../connection/outbox";
import { fileOf } from "../content/contents";
import type {
  Author,
  Content,
  Conversation,
  Message,
  OperatorCommand,
  Refused,
  Thread,
  VisitorCommand,
} from "../protocol";

export interface Pending {
  id: string;
  at: number;
  by: Author;
  what: "message" | "note" | "start" | "reopen";
  /** What is said; of a start, its topic as a text. */
  content: Content;
  /** The thread it will belong to; of a start that is not known yet, a name for it of our own. */
  thread: string | null;
  state: EntryState;
  refused: Refused | null;
  /** Given for what only this page shows: it is not sent, and stands where it was shown. */
  item?: Message;
}

type Command = VisitorCommand | OperatorCommand;

/** What commands name a thread by. */
type Line = Pick<Thread, "id" | "topic" | "external_id" | "state">;

/**
 * The rows that `entries` will become in `conversation`, written by `me`. What the
 * conversation shows already, and a start that will only choose an open thread, is left out.
 */
export function pendingOf(
  entries: readonly Entry<Command>[],
  conversation: Conversation | null,
  me: Author,
): Pending[] {
  const threads = conversation?.threads ?? [];
  const shown = new Set(conversation?.items.map((item) => (item.kind === "message" ? item.client_id : null)));
  const pending: Pending[] = [];
  // Threads as they will be by then, the one started last at the end.
  let lines: Line[] = [...threads].sort((a, b) => startOfEpisode(a) - startOfEpisode(b));
  let current = conversation?.current ?? null;
  for (const entry of entries) {
    const { command } = entry;
    if ("conversation" in command && command.conversation !== conversation?.id) continue;
    const isFailed = entry.state === "failed";
    if (command.type === "send" && !shown.has(entry.id))
      pending.push(messageOf(entry, command, placeOf(command, lines, current), me));
    if (command.type === "select_thread" && !isFailed) current = selected(command, lines);
    const isSeen = (entry.done?.position ?? Number.POSITIVE_INFINITY) <= (conversation?.position ?? 0);
    if (command.type === "end_thread" && !isFailed && !isSeen) {
      const ended = endedBy(command, lines, current);
      lines = lines.map((line) => (line.id === ended ? { ...line, state: "ended" } : line));
      if (ended === current) current = lines.findLast(isOpen)?.id ?? null;
    }
    if (command.type !== "start_thread" || typeof command.topic !== "string") continue;
    const known = lineMeant(command, lines);
    const arrived = threads.some((thread) => thread.id === entry.done?.thread);
    const start = known?.state === "open" || arrived ? null : startOf(entry, command.topic, known, me);
    if (start) pending.push(start);
    if (isFailed) continue;
    current = known?.id ?? entry.done?.thread ?? start?.thread ?? current;
    if (start) lines = [...lines.filter((line) => line !== known), lineOf(start, command)];
  }
  return pending;
}

function startOfEpisode({ episodes }: Thread): number {
  return episodes.at(-1)?.seq ?? 0;
}

function isOpen({ state }: Line): boolean {
  return state === "open";
}

/** The line a start means: by external id; without one, the open thread of that topic. */
function lineMeant({ topic, external_id }: Named, lines: readonly Line[]): Line | undefined {
  if (typeof external_id === "string") return lines.find((line) => line.external_id === external_id.trim());
  if (typeof topic !== "string") return undefined;
  return lines.find((line) => isOpen(line) && key(line.topic) === key(topic));
}

/** What two topics are compared by, as on the server. */
function key(topic: string): string {
  return topic.trim().normalize("NFC");
}

interface Named {
  topic?: unknown;
  external_id?: unknown;
}

/** The line that a start on its way will be. */
function lineOf({ thread, content }: Pending, { external_id }: Named): Line {
  const id = typeof external_id === "string" ? external_id.trim() : null;
  const topic = content.type === "text" ? content.text : "";
  return { id: thread ?? "", topic, external_id: id, state: "open" };
}

type End = Extract<Command, { type: "end_thread" }>;

/** The thread that an end means; without a name the current one. */
function endedBy(command: End, lines: readonly Line[], current: string | null): string | null {
  if (command.thread) return command.thread;
  const { topic, external_id } = command as Named;
  return topic || external_id ? (lineMeant({ topic, external_id }, lines)?.id ?? null) : current;
}

type Select = Extract<Command, { type: "select_thread" }>;

function selected(command: Select, lines: readonly Line[]): string | null {
  if (command.thread) return command.thread;
  const { topic, external_id } = command as Named;
  return lineMeant({ topic, external_id: external_id ?? undefined }, lines)?.id ?? null;
}

function messageOf(
  entry: Entry<Command>,
  command: Extract<Command, { type: "send" }>,
  thread: string | null,
  me: Author,
): Pending {
  const isNote = "note" in command && command.note === true;
  return {
    ...common(entry),
    by: me,
    what: isNote ? "note" : "message",
    content: contentOf(command, isNote),
    thread,
  };
}

/** Where it will stand: what is said to a thread that has ended stands on the main line (rule 11). */
function placeOf(
  { thread }: Extract<Command, { type: "send" }>,
  lines: readonly Line[],
  current: string | null,
): string | null {
  if (!thread || thread === "current") return current;
  const isEnded = lines.some((line) => line.id === thread && !isOpen(line));
  return thread === "main" || isEnded ? null : thread;
}

/** A command names a file that is stored by its id; what else is known of it may stand beside. */
function contentOf({ text, content }: Extract<Command, { type: "send" }>, isNote: boolean): Content {
  if (!content) return { type: isNote ? "note" : "text", text: text ?? "" };
  const { type, file, name } = content;
  const isBare = type === "file" && typeof file === "string" && typeof name !== "string";
  return isBare ? fileOf(file) : (content as unknown as Content);
}

/** In a chatbox it is the page that starts threads, not the person. */
function startOf(entry: Entry<Command>, topic: string, known: Line | undefined, me: Author): Pending {
  return {
    ...common(entry),
    by: me.kind === "visitor" ? { ...me, kind: "page" } : me,
    what: known ? "reopen" : "start",
    content: { type: "text", text: topic.trim() },
    thread: known?.id ?? `pending:${entry.id}`,
  };
}

function common({
  id,
  at,
  state,
  refused,
}: Entry<Command>): Pick<Pending, "id" | "at" | "state" | "refused"> {
  return { id, at, state, refused };
}
