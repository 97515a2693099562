// Conversations, threads and lines to test with; each takes only what matters to the test.

import type { Author, Conversation, Line, Message, Thread } from "@threadbox/client/protocol";
import { EXAMPLE_THREAD } from "../../client/tests/example";

export const MIRA: Author = { kind: "visitor", id: "session_1", name: "Mira", avatar: null, origin: null };
export const OLGA: Author = { kind: "operator", id: "operator_1", name: "Olga", avatar: null, origin: null };

export function conversation(parts: Partial<Conversation> = {}): Conversation {
  return {
    id: "session_1",
    position: 1,
    created_at: 1_000,
    active_at: 1_000,
    opened: true,
    state: "unresolved",
    profile: { nickname: "Mira", email: null, phone: null, avatar: null, company: null, verified: false },
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
    last_seq: 1,
    items: [],
    has_older: false,
    open_threads: (parts.threads ?? []).filter(({ state }) => state === "open").length,
    ...parts,
  };
}

export function thread(id: string, parts: Partial<Thread> = {}): Thread {
  const ended = parts.state === "ended";
  return {
    ...EXAMPLE_THREAD,
    id,
    number: 1,
    topic: `Topic ${id}`,
    state: "open",
    episodes: [
      {
        seq: 1,
        at: 0,
        by: OLGA,
        number: 1,
        messages: 0,
        first_reply_at: null,
        last_reply_at: null,
        ended_seq: ended ? 9 : null,
        ended_at: ended ? 60_000 : null,
        ended_by: ended ? OLGA : null,
        outcome: null,
      },
    ],
    external_id: null,
    verified: false,
    data: {},
    messages: 0,
    unread: { visitor: 0, operator: 0 },
    last_seq: 0,
    brief: false,
    ...parts,
  };
}

export function message(seq: number, by: Author, parts: Partial<Message> = {}): Message {
  return {
    kind: "message",
    seq,
    fingerprint: seq,
    at: seq * 1_000,
    by,
    thread: null,
    content: { type: "text", text: `text ${seq}` },
    client_id: null,
    follows: null,
    ...parts,
  };
}

export function sent(position: number, item: Message, id = "session_1"): Line {
  return {
    position,
    fact: { type: "message_sent", conversation: id, at: item.at, by: item.by, message: item },
  };
}
