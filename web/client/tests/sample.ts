// Small builders of what the server sends. Ada is an operator, Linus the visitor.

import type {
  Author,
  Conversation,
  Ended,
  Episode,
  Item,
  Line,
  Message,
  Reopened,
  Started,
  Thread,
} from "../src/protocol";
import { EXAMPLE_THREAD } from "./example";

export const LINUS: Author = { kind: "visitor", id: "session_1", name: "Linus", avatar: null, origin: null };
export const PAGE: Author = {
  kind: "page",
  id: "session_1",
  name: "Linus",
  avatar: null,
  origin: "/support/new",
};
export const ADA: Author = { kind: "operator", id: "operator_ada", name: "Ada", avatar: null, origin: null };
export const GRACE: Author = {
  kind: "operator",
  id: "operator_grace",
  name: "Grace",
  avatar: null,
  origin: null,
};

/** 2026-11-22 14:00 in the tests' time zone. */
export const NOON = new Date(2026, 10, 22, 14, 0).getTime();
export const MINUTE = 60_000;

export function conversation(given: Partial<Conversation> = {}): Conversation {
  return {
    id: "session_1",
    position: 1,
    created_at: NOON,
    active_at: NOON,
    opened: true,
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
    merged_into: null,
    preview: null,
    last_seq: 0,
    items: [],
    has_older: false,
    open_threads: (given.threads ?? []).filter(({ state }) => state === "open").length,
    ...given,
  };
}

export function message(seq: number, given: Partial<Message> & { text?: string } = {}): Message {
  const { text = `message ${seq}`, ...rest } = given;
  const at = rest.at ?? NOON + seq * MINUTE;
  return {
    kind: "message",
    seq,
    fingerprint: at * 100 + seq,
    at,
    by: LINUS,
    thread: null,
    content: { type: "text", text },
    client_id: null,
    follows: null,
    ...rest,
  };
}

function mark(seq: number, thread: string, topic: string) {
  const at = NOON + seq * MINUTE;
  return { seq, fingerprint: at * 100 + seq, at, by: PAGE, thread, topic };
}

export function started(seq: number, thread: string, given: Partial<Started> = {}): Started {
  return { ...mark(seq, thread, `Topic of ${thread}`), kind: "started", ...given };
}

export function reopened(seq: number, thread: string, given: Partial<Reopened> = {}): Reopened {
  return { ...mark(seq, thread, `Topic of ${thread}`), by: ADA, kind: "reopened", ...given };
}

export function ended(seq: number, thread: string, given: Partial<Ended> = {}): Ended {
  const mine = { seconds: 600, messages: 2, outcome: null, kind: "ended" as const };
  return { ...mark(seq, thread, `Topic of ${thread}`), by: ADA, ...mine, ...given };
}

export function episode(seq: number, endedSeq: number | null = null, given: Partial<Episode> = {}): Episode {
  return {
    seq,
    at: NOON + seq * MINUTE,
    by: PAGE,
    number: 1,
    messages: 2,
    first_reply_at: null,
    last_reply_at: null,
    ended_seq: endedSeq,
    ended_at: endedSeq === null ? null : NOON + endedSeq * MINUTE,
    ended_by: endedSeq === null ? null : ADA,
    outcome: null,
    ...given,
  };
}

export function thread(id: string, episodes: Episode[], given: Partial<Thread> = {}): Thread {
  const last = episodes.at(-1);
  return {
    ...EXAMPLE_THREAD,
    id,
    number: 1,
    topic: `Topic of ${id}`,
    state: last?.ended_seq === null ? "open" : "ended",
    episodes,
    external_id: null,
    verified: false,
    data: {},
    messages: 2,
    unread: { visitor: 0, operator: 0 },
    last_seq: 0,
    brief: false,
    ...given,
  };
}

export function sent(position: number, item: Message, conversationId = "session_1"): Line {
  return {
    position,
    fact: { type: "message_sent", conversation: conversationId, at: item.at, by: item.by, message: item },
  };
}

export type { Item };
