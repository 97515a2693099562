/**
 * What an operator can do, each as one function: the command, and the word and way back that
 * follow it. Refusals are shown where the operator acted, as the sentence the server gave.
 */

import type { Unsent } from "@threadbox/client/connection/outbox";
import type { Upload } from "@threadbox/client/content/uploads";
import type { OperatorDelivered, OperatorRead, Thread, Uploaded } from "@threadbox/client/protocol";
import type { OutgoingMessage } from "../shared/composer/composerState";
import type { DraftKey } from "../shared/composer/drafts";
import { toast, toastError, withdraw } from "../shared/toasts";
import { type OperatorConnection, RefusedError } from "./operatorConnection";

/** Answers with the sentence to show at the field, or `null` when it is done. */
export type Ask<Values extends unknown[]> = (...values: Values) => Promise<string | null>;

export class Commands {
  constructor(private readonly connection: OperatorConnection) {}

  /** Sends a message or note; it is on the screen at once and in the outbox until acked. */
  send({ conversation, thread, text, note }: OutgoingMessage): void {
    this.connection.command({ type: "send", conversation, text, thread: thread ?? "main", note });
  }

  /** Says in a conversation that a file is there: the message of an upload, under its id. */
  sendFile({ id, target: { conversation, thread } }: Upload<Omit<DraftKey, "kind">>, stored: Uploaded): void {
    const { file, name, url, media, bytes, width, height } = stored;
    // The server asks for the id alone; the rest is for the row that stands here meanwhile.
    const content = { type: "file", file, name, url, media, bytes, width, height };
    this.connection.command({ type: "send", conversation, content, thread: thread ?? "main" }, id);
  }

  /** Sends a failed command again. */
  retry(id: string): void {
    this.connection.outbox.retry(id);
  }

  /** Forgets a failed command. */
  drop(id: string): void {
    this.connection.outbox.dismiss(id);
  }

  /** Starts a thread; answers with the sentence for the field when it is refused. */
  start(conversation: string): Ask<[topic: string, externalId: string | null]> {
    return (topic, externalId) =>
      refusal(
        this.connection.ask({
          type: "start_thread",
          conversation,
          topic,
          ...(externalId === null ? {} : { external_id: externalId }),
        }),
      );
  }

  /** Ends a thread at once; the toast can undo it. */
  end(conversation: string, thread: Thread): void {
    void this.endWith(conversation, thread)(null).then(told);
  }

  /** Ends a thread with a word on how it came out. */
  endWith(conversation: string, thread: Thread): Ask<[outcome: string | null]> {
    return async (outcome) => {
      const refused = await refusal(
        this.connection.ask({ type: "end_thread", conversation, thread: thread.id, outcome }),
      );
      if (refused !== null) return refused;
      toast(`Ended: ${short(thread.topic)}`, {
        about: thread.id,
        action: { label: "Undo", run: () => this.reopen(conversation, thread.id) },
      });
      return null;
    };
  }

  /** Lets an ended thread go on. */
  reopen(conversation: string, thread: string): void {
    withdraw(thread);
    void refusal(this.connection.ask({ type: "reopen_thread", conversation, thread })).then(told);
  }

  /** Gives a thread another topic. */
  rename(conversation: string, thread: string): Ask<[topic: string]> {
    return (topic) => refusal(this.connection.ask({ type: "rename_thread", conversation, thread, topic }));
  }

  /** Makes an open thread, or the main line, the current one for everybody. */
  choose(conversation: string, thread: string | null): void {
    void refusal(this.connection.ask({ type: "select_thread", conversation, thread })).then(told);
  }

  /** Resolves a conversation or opens it again; answers whether that was done. */
  async setState(conversation: string, state: "resolved" | "unresolved"): Promise<boolean> {
    const refused = await refusal(this.connection.ask({ type: "set_state", conversation, state }));
    told(refused);
    return refused === null;
  }

  /** Marks everything up to `seq` as read, or one thread alone. A later mark replaces a waiting one. */
  read(conversation: string, seq: number, thread: string | null): void {
    this.#mark({ type: "read", conversation, seq, thread: thread ?? "all" });
  }

  /** Marks everything up to `seq` as delivered to operators. A later mark replaces a waiting one. */
  delivered(conversation: string, seq: number): void {
    this.#mark({ type: "delivered", conversation, seq });
  }

  #mark(mark: Unsent<OperatorRead> | Unsent<OperatorDelivered>): void {
    const { type, conversation, thread } = { thread: null, ...mark };
    for (const { id, command, state } of this.connection.outbox.entries.peek()) {
      const waiting = { thread: null, ...command };
      if (state !== "queued" || waiting.type !== type || waiting.conversation !== conversation) continue;
      if (waiting.thread === thread) this.connection.outbox.dismiss(id);
    }
    void refusal(this.connection.ask(mark));
  }

  /** Says that the operator is typing; lost freely. */
  typing(conversation: string, thread: string | null, typing: boolean): void {
    this.connection.signal({ type: "typing", conversation, thread: thread ?? "main", typing });
  }
}

/** The sentence of a refusal, `null` when it was done. */
export async function refusal(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (error instanceof RefusedError) return error.refused.message;
    throw error;
  }
}

/** Shows a refusal where the operator looks. */
export function told(refused: string | null): void {
  if (refused !== null) toastError(refused);
}

/** Topics may have 255 characters; a toast is one line. */
export function short(topic: string): string {
  const letters = [...topic];
  return letters.length > 60 ? `${letters.slice(0, 59).join("")}…` : topic;
}
