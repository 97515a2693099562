/**
 * How one state of a conversation becomes the next: the TypeScript twin of what the server
 * writes, fact by fact as the table in docs/protocol.md says. Pure; what a fact does not
 * touch is the same object before and after, so screens redraw only what changed.
 */

import { EVENTS_KEPT } from "../limits";
import type {
  Author,
  Content,
  Conversation,
  ConversationFact,
  Episode,
  Fact,
  Item,
  Line,
  Message,
  MessageSent,
  MessagesDelivered,
  MessagesRead,
  Thread,
  ThreadRenamed,
  Unread,
} from "../protocol";

const PREVIEW_CHARACTERS = 120;

/** `conversation` after `line`; unchanged when the line is of another one or already in it. */
export function apply(conversation: Conversation | null, line: Line): Conversation | null {
  const { fact, position } = line;
  if (conversation === null) return fact.type === "conversation_created" ? created(fact, position) : null;
  if (!isOf(fact, conversation.id) || position <= conversation.position) return conversation;
  return { ...conversation, ...changes(conversation, fact), position };
}

/** The same for a row of a list, which holds no items, no ended threads, no data and no events. */
export function applyToRow(row: Conversation | null, line: Line): Conversation | null {
  const next = apply(row, line);
  if (next === null || next === row) return next;
  const threads = next.threads.some((thread) => thread.state === "ended")
    ? next.threads.filter((thread) => thread.state === "open")
    : next.threads;
  return { ...next, threads, items: row?.items ?? [], data: {}, events: [] };
}

/** Which side of a conversation an author stands on; visitor and page are one side. */
export function sideOf(author: Author): "visitor" | "operator" {
  return author.kind === "visitor" || author.kind === "page" ? "visitor" : "operator";
}

/** Whether a fact is about this conversation; some are about the website itself. */
export function isOf(fact: Fact, id: string): fact is ConversationFact {
  return "conversation" in fact && fact.conversation === id;
}

function created(fact: ConversationFact, position: number): Conversation {
  return {
    id: fact.conversation,
    position,
    created_at: fact.at,
    active_at: fact.at,
    opened: false,
    state: "pending",
    profile: { nickname: null, email: null, phone: null, avatar: null, company: null, verified: false },
    data: {},
    segments: [],
    events: [],
    threads: [],
    current: null,
    unread: { visitor: 0, operator: 0 },
    main_unread: { visitor: 0, operator: 0 },
    read: { visitor: 0, operator: 0 },
    delivered: { visitor: 0, operator: 0 },
    preview: null,
    last_seq: 0,
    items: [],
    has_older: false,
    merged_into: null,
    open_threads: 0,
  };
}

function changes(conversation: Conversation, fact: ConversationFact): Partial<Conversation> {
  switch (fact.type) {
    case "conversation_created":
      return {};
    case "chat_opened":
      return { opened: true };
    case "message_sent":
      return messageSent(conversation, fact);
    case "thread_started":
    case "thread_reopened":
      return {
        ...("undone" in fact && fact.undone ? inPlace(conversation, fact.undone) : {}),
        ...(fact.mark ? { ...withItem(conversation, fact.mark), active_at: fact.at } : {}),
        threads: withThread(conversation, fact.thread),
        current: fact.thread.id,
        open_threads: conversation.open_threads + 1,
      };
    case "thread_ended":
      return {
        ...withItem(conversation, fact.mark),
        active_at: fact.at,
        threads: withThread(conversation, fact.thread),
        current: fact.current,
        open_threads: conversation.open_threads - 1,
      };
    case "thread_renamed":
      return renamed(conversation, fact);
    case "thread_assigned":
      return {
        threads: conversation.threads.map((thread) =>
          thread.id === fact.thread ? { ...thread, owner: fact.owner } : thread,
        ),
      };
    case "thread_chosen":
      return { current: fact.thread };
    case "messages_read":
      return messagesRead(conversation, fact);
    case "messages_delivered":
      return { delivered: delivered(conversation, fact) };
    case "message_updated":
      return inPlace(conversation, fact.message);
    case "state_changed":
      return { state: fact.state };
    case "profile_changed":
      return { profile: fact.profile };
    case "data_changed":
      return { data: fact.data };
    case "segments_changed":
      return { segments: fact.segments };
    case "conversation_merged":
      return { merged_into: fact.into };
    case "history_brought":
      return fact.after;
    case "event_pushed":
      return { events: [...conversation.events, fact.event].slice(-EVENTS_KEPT) };
    default:
      throw new TypeError(`unknown fact ${(fact as { type: unknown }).type}`);
  }
}

function messageSent(conversation: Conversation, { message, at }: MessageSent): Partial<Conversation> {
  const shown = withItem(conversation, message);
  if (message.content.type === "note") return shown;
  const other = sideOf(message.by) === "visitor" ? "operator" : "visitor";
  const line =
    message.thread === null
      ? { main_unread: oneMore(conversation.main_unread, other) }
      : { threads: withMessage(conversation.threads, message, other) };
  return {
    ...shown,
    ...line,
    active_at: at,
    preview: { text: previewOf(message.content), by: message.by, at: message.at },
    unread: oneMore(conversation.unread, other),
  };
}

function withMessage(threads: Thread[], message: Message, other: keyof Unread): Thread[] {
  return threads.map((thread) => {
    if (thread.id !== message.thread) return thread;
    const episodes = thread.episodes.map((episode, index) =>
      index === thread.episodes.length - 1 ? withReply(episode, message) : episode,
    );
    return {
      ...thread,
      episodes,
      messages: thread.messages + 1,
      unread: oneMore(thread.unread, other),
      last_seq: message.seq,
    };
  });
}

function withReply(episode: Episode, message: Message): Episode {
  const counted = { ...episode, messages: episode.messages + 1 };
  if (sideOf(message.by) === "visitor") return counted;
  return { ...counted, first_reply_at: episode.first_reply_at ?? message.at, last_reply_at: message.at };
}

/** The threads after a fact told of one: its state, its newest episode, and nothing that does not change. */
function withThread({ threads }: Conversation, told: Thread): Thread[] {
  const known = threads.find(({ id }) => id === told.id);
  const { data, brief } = known ?? told;
  // What begins where a told episode does is that episode.
  const from = told.episodes[0]?.seq ?? 0;
  const before = known?.episodes.filter(({ seq }) => seq < from) ?? [];
  const thread = { ...told, data, brief, episodes: [...before, ...told.episodes] };
  return [...threads.filter((other) => other !== known), thread].sort((a, b) => a.number - b.number);
}

/** `item` in the place of the one with its `seq`. */
function inPlace({ items }: Conversation, item: Item): Partial<Conversation> {
  return { items: items.map((other) => (other.seq === item.seq ? item : other)) };
}

function renamed(conversation: Conversation, fact: ThreadRenamed): Partial<Conversation> {
  const threads = conversation.threads.map((thread) =>
    thread.id === fact.thread ? { ...thread, topic: fact.topic } : thread,
  );
  return fact.mark === null ? { threads } : { ...withItem(conversation, fact.mark), threads };
}

function messagesRead(conversation: Conversation, fact: MessagesRead): Partial<Conversation> {
  const { side } = fact;
  const counts = new Map(fact.lines.map((line) => [line.thread, line.unread]));
  const after = (unread: Unread, thread: string | null): Unread => {
    const count = counts.get(thread);
    return count === undefined ? unread : { ...unread, [side]: count };
  };
  return {
    delivered: delivered(conversation, fact),
    read: { ...conversation.read, [side]: Math.max(conversation.read[side], fact.seq) },
    unread: { ...conversation.unread, [side]: fact.unread },
    main_unread: after(conversation.main_unread, null),
    threads: conversation.threads.map((thread) => {
      const unread = after(thread.unread, thread.id);
      return unread === thread.unread ? thread : { ...thread, unread };
    }),
  };
}

function delivered(
  { delivered: known }: Conversation,
  { side, seq }: MessagesDelivered | MessagesRead,
): Unread {
  return seq > known[side] ? { ...known, [side]: seq } : known;
}

function withItem(conversation: Conversation, item: Item): Partial<Conversation> {
  return { items: [...conversation.items, item], last_seq: item.seq };
}

function oneMore(unread: Unread, side: keyof Unread): Unread {
  return { ...unread, [side]: unread[side] + 1 };
}

/** The content as one short text, for lists. */
export function previewOf(content: Content): string {
  switch (content.type) {
    case "file":
      return start(content.name);
    case "animation":
      return "GIF";
    case "audio":
      return "Audio";
    case "unreadable":
      return "";
    default:
      return start(content.text);
  }
}

/** The first characters as the server counts them: code points, not UTF-16 units. */
function start(text: string): string {
  return text.length <= PREVIEW_CHARACTERS ? text : [...text].slice(0, PREVIEW_CHARACTERS).join("");
}
