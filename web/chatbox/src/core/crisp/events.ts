/**
 * What the page is told: events after they are stored, and what `get` and `is` answer with.
 * Markers are no messages: they call neither `message:sent` nor `message:received` (rule 15).
 */

import { now } from "@threadbox/client/browser/builtins";
import type { Entry } from "@threadbox/client/connection/outbox";
import { sideOf } from "@threadbox/client/connection/replay";
import type {
  Conversation,
  Done,
  Face,
  Line,
  Message,
  Refused,
  Thread,
  VisitorCommand,
} from "@threadbox/client/protocol";
import type { Bridge, Known, ThreadAnswer } from "../../bridge/bridge";
import type { Voice } from "../../bridge/services";
import { toCrisp } from "./validation/contents";

type Emit = (name: string, ...values: unknown[]) => void;

/** Calls the page's listeners for one line of the log. `isOwn`: this browser sent that command. */
export function emitForLine(
  bridge: Pick<Bridge, "emit" | "session" | "origin">,
  isOwn: (clientId: string) => boolean,
  { fact }: Line,
  before: Conversation | null,
  after: Conversation | null,
): void {
  const { emit } = bridge;
  const threads = after?.threads ?? [];
  if (fact.type === "message_sent" && fact.message.content.type !== "note") {
    const { message } = fact;
    const told = messageAnswer(message, bridge, threads);
    if (sideOf(message.by) === "operator") emit("message:received", told);
    else if (message.client_id !== null && isOwn(message.client_id)) emit("message:sent", told);
  }
  if (fact.type === "thread_started" || fact.type === "thread_reopened")
    emit("message:thread:started", threadAnswer(fact.thread));
  if (fact.type === "thread_ended") emit("message:thread:ended", threadAnswer(fact.thread));
  for (const thread of threads) {
    const earlier = before?.threads.find(({ id }) => id === thread.id);
    if ((earlier?.unread.visitor ?? 0) !== thread.unread.visitor)
      emit("message:thread:unread", threadAnswer(thread));
  }
}

/** Calls the page's listener for somebody who begins to type or stops: here, or at an operator's. */
export function tellTyping(
  { emit }: Pick<Bridge, "emit">,
  direction: "sent" | "received",
  typing: boolean,
  by?: Face,
): void {
  const user = by ? { user: { nickname: by.name, user_id: by.id } } : {};
  emit(`message:compose:${direction}`, { type: typing ? "start" : "stop", timestamp: now(), ...user });
}

/** Calls the page's listeners for what is known now and was not before. */
export function tellChanges(emit: Emit, before: Known, after: Known): void {
  for (const field of ["email", "phone", "nickname", "avatar"] as const) {
    const value = after.profile[field] ?? null;
    if (value !== (before.profile[field] ?? null)) emit(`user:${field}:changed`, value);
  }
  if (after.available !== before.available) emit("website:availability:changed", after.available);
}

/** Says in the console why a command of the page had no effect, or not all of it. */
export function tellAnswer(voice: Voice, { command }: Entry<VisitorCommand>, answer: Done | Refused): void {
  if (answer.type === "done") {
    if (answer.topic_ignored && command.type === "start_thread")
      voice.warn(
        `the thread "${command.external_id}" has another topic already, so "${command.topic}" is ignored; a start never renames`,
      );
    return;
  }
  const what = { end_thread: "message:thread:end", select_thread: "message:thread:select" } as const;
  if (command.type === "end_thread" || command.type === "select_thread") {
    const name = command.topic ?? command.external_id ?? command.thread ?? "";
    voice.warn(
      `["do", "${what[command.type]}"]: there is no open thread "${name}"; nothing changes (${answer.reason})`,
    );
  } else if (command.type !== "read" && command.type !== "open") {
    voice.error(`${answer.message} (${command.type}: ${answer.reason})`);
  }
}

/** What is known now, with what is on its way to the server laid over it. */
export function knownOf(
  conversation: Conversation | null,
  available: boolean,
  outbox: readonly Entry<VisitorCommand>[],
): Known {
  const { profile, data, segments, threads, unread, preview } = conversation ?? {};
  let known: Known = {
    available,
    unread: unread?.visitor ?? 0,
    ongoing: preview != null,
    threads_open: (threads ?? []).some(({ state }) => state === "open"),
    profile: { ...profile },
    data: { ...data },
    segments: [...(segments ?? [])],
    threads: (threads ?? []).map(threadAnswer),
  };
  for (const entry of outbox) known = withCommand(known, entry);
  return known;
}

function withCommand(known: Known, { command, state }: Entry<VisitorCommand>): Known {
  if (state === "failed") return known;
  if (command.type === "profile") {
    const { type: _type, id: _id, signature: _signature, ...told } = command;
    return { ...known, profile: { ...known.profile, ...(told as Known["profile"]) } };
  }
  if (command.type === "data")
    return { ...known, data: { ...known.data, ...(command.data as Known["data"]) } };
  if (command.type === "segments") {
    const before = command.overwrite ? [] : known.segments;
    return { ...known, segments: [...new Set([...before, ...(command.segments as string[])])] };
  }
  return known;
}

/** A thread in the words of the page. */
export function threadAnswer(thread: Thread): ThreadAnswer {
  const { id, number, topic, external_id, state, unread } = thread;
  return { id, number, topic, external_id, state, unread: unread.visitor };
}

/** A message in Crisp's words. */
export function messageAnswer(
  message: Message,
  { session, origin }: Pick<Bridge, "session" | "origin">,
  threads: readonly Thread[],
): object {
  const isMe = sideOf(message.by) === "visitor";
  const thread = threads.find(({ id }) => id === message.thread);
  return {
    content: toCrisp(message.content, origin),
    fingerprint: message.fingerprint,
    from: isMe ? "user" : "operator",
    inbox_id: null,
    is_me: isMe,
    origin: "chat",
    properties: thread
      ? { thread_id: thread.id, thread_number: thread.number, thread_external_id: thread.external_id }
      : {},
    read: false,
    timestamp: message.at,
    type: message.content.type,
    user: {
      nickname: message.by.name ?? session.known.profile.nickname ?? null,
      user_id: isMe ? session.id : message.by.id,
    },
  };
}
