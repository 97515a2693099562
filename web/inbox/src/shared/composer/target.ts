/**
 * The line a composer writes to: a thread or the main line.
 *
 * It follows the current thread until the operator chooses another or begins to write; what is
 * half written never moves to another line by itself. A thread that ends under a text stays the
 * target, so that the operator decides: reopen it, or send to the main line.
 */

import type { Conversation, Thread } from "@threadbox/client/protocol";

/** Held to a line by choice (until it ends) or by writing (until it is sent). */
export interface Pin {
  thread: string | null;
  by: "choice" | "writing";
}

/** Where the next message goes; `ended` when that thread has ended and a decision is needed. */
export interface ComposerTarget {
  thread: Thread | null;
  ended: boolean;
}

/** The target of a composer. `only` is the thread of a narrow view. */
export function composerTarget(
  conversation: Pick<Conversation, "threads" | "current">,
  pin: Pin | null,
  only: string | null,
  hasText: boolean,
): ComposerTarget {
  const named = pin ?? (only === null ? null : { thread: only, by: "choice" as const });
  if (named === null) return { thread: threadOf(conversation, conversation.current), ended: false };
  if (named.thread === null) return { thread: null, ended: false };
  const thread = threadOf(conversation, named.thread);
  if (thread?.state === "open") return { thread, ended: false };
  if (thread !== null && (hasText || named.thread === only)) return { thread, ended: true };
  return { thread: threadOf(conversation, conversation.current), ended: false };
}

/** What a composer offers: the current thread first, the other open ones, newest first. */
export function openThreads(conversation: Pick<Conversation, "threads" | "current">): Thread[] {
  return conversation.threads
    .filter((thread) => thread.state === "open")
    .sort(
      (a, b) =>
        Number(b.id === conversation.current) - Number(a.id === conversation.current) || b.number - a.number,
    );
}

function threadOf(conversation: Pick<Conversation, "threads">, id: string | null): Thread | null {
  return id === null ? null : (conversation.threads.find((thread) => thread.id === id) ?? null);
}
