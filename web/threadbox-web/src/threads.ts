/** Threads as a page speaks of them. */

import type { Plain } from "./contents.js";

/** What starts a thread. Starting it again changes nothing, so a page may do it on every load. */
export interface StartedThread {
  /** 1 to 255 characters. */
  topic: string;
  /** Your ticket number. By it the thread is found again, whatever its topic; an ended one is reopened. */
  external_id?: string | number | undefined;
  /** Shown to operators beside the start. */
  data?: Record<string, Plain> | undefined;
  /** Your server's signature of `thread:` and the `external_id`; the start then counts as verified. */
  signature?: string | undefined;
}

/** Which thread is meant: one of the three is enough. */
export type NamedThread = { id: string } | { external_id: string | number } | { topic: string };

/** A thread as `get("message:threads")` and the thread events give it. */
export interface Thread {
  id: string;
  /** 1, 2, 3 … in this conversation. */
  number: number;
  topic: string;
  external_id: string | null;
  state: "open" | "ended";
  /** Messages that the visitor has not read. */
  unread: number;
}
