/** What a page can listen to with `on`: one listener per name, a second one replaces the first. */

import type { SentContent, ShownContent } from "./contents.js";
import type { Thread } from "./threads.js";

/** `["on", name, listener]` */
export interface Events {
  "session:loaded": (session: string) => void;
  /** The first opening in this session. */
  "chat:initiated": () => void;
  "chat:opened": () => void;
  "chat:closed": () => void;
  "message:sent": (message: Message<SentContent>) => void;
  "message:received": (message: Message<ShownContent>) => void;
  "message:compose:sent": (compose: Compose) => void;
  "message:compose:received": (compose: Compose) => void;
  /** Thread events come after the change is stored, whoever made it. */
  "message:thread:started": (thread: Thread) => void;
  "message:thread:ended": (thread: Thread) => void;
  "message:thread:unread": (thread: Thread) => void;
  "user:email:changed": (email: string | null) => void;
  "user:phone:changed": (phone: string | null) => void;
  "user:nickname:changed": (nickname: string | null) => void;
  "user:avatar:changed": (url: string | null) => void;
  "website:availability:changed": (available: boolean) => void;
  "helpdesk:queried": (results: unknown) => void;
  [tool: `hugo:tool:${string}`]: (values: unknown) => unknown;
}

/** A message as listeners are given it; `type` tells what `content` is. */
export type Message<Content extends [type: string, content: unknown]> = Content extends [
  infer Type,
  infer Inner,
]
  ? MessageAround & { type: Type; content: Inner }
  : never;

interface MessageAround {
  /** Names the message for good. */
  fingerprint: number;
  from: "user" | "operator";
  inbox_id: string | null;
  is_me: boolean;
  origin: string;
  /** Empty outside threads. */
  properties: { thread_id?: string; thread_number?: number; thread_external_id?: string | null };
  read: boolean;
  /** In milliseconds since 1970. */
  timestamp: number;
  user: { nickname: string | null; user_id: string | null };
}

/** Somebody begins or stops typing. */
export interface Compose {
  type: "start" | "stop";
  /** In milliseconds since 1970. */
  timestamp: number;
  /** The operator; not there when it is the visitor. */
  user?: { nickname: string | null; user_id: string | null };
}
