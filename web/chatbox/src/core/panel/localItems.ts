/**
 * The items of the timeline as this page shows them: what the server knows, answers that are on their
 * way, and messages that the page shows here only.
 */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { clientId, now } from "@threadbox/client/browser/builtins";
import type { Entry } from "@threadbox/client/connection/outbox";
import { type Answer, isAnswered, withAnswer } from "@threadbox/client/content/contents";
import type { Author, Content, Item, Message, VisitorCommand } from "@threadbox/client/protocol";
import type { Pending } from "@threadbox/client/timeline/pendingItems";
import type { Session } from "../../bridge/bridge";
import type { LiveConversation } from "../conversation/liveConversation";

/** After everything that the server has numbered, and before what it will number next. */
const BEHIND = 0.001;

/** `behind`: the command on its way that the page pushed before it. */
interface Local {
  message: Message;
  behind: string | null;
}

export class LocalItems {
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly #local = signal<readonly Local[]>([]);
  readonly #live: LiveConversation;
  readonly #website: Author;

  constructor(live: LiveConversation, { website: { id, name } }: Session) {
    this.#live = live;
    this.#website = { kind: "backend", id, name, avatar: null, origin: null };
    this.items = computed(() => this.#itemsNow());
  }

  /**
   * A message as if from an operator, in this page only. It stands behind everything that was said
   * before it: also behind `held`, a command that is not sent yet.
   */
  add(content: Content, held: string | null): void {
    const { conversation, outbox } = this.#live;
    const { last_seq = 0, current = null } = conversation.value ?? {};
    const newest = this.#local.value.at(-1)?.message.seq ?? 0;
    const message: Message = {
      kind: "message",
      seq: Math.max(last_seq, newest) + BEHIND,
      fingerprint: now(),
      at: now(),
      by: this.#website,
      thread: current,
      content,
      client_id: clientId(),
      follows: null,
    };
    const behind = held ?? outbox.entries.value.findLast(isRow)?.id ?? null;
    this.#local.value = [...this.#local.value, { message, behind }];
  }

  /** A command has been answered: what stands behind it has its place there, for good. */
  settle({ id, done }: Entry<VisitorCommand>): void {
    let place = done?.seq;
    if (!place) return;
    this.#change(({ message, behind }) => {
      if (behind !== id) return { message, behind };
      place = (place as number) + BEHIND;
      return { message: { ...message, seq: place, thread: done?.thread ?? null }, behind };
    });
  }

  /** What is on its way, with what this page shows behind it. */
  among(pending: readonly Pending[]): Pending[] {
    const waiting = this.#local.value.filter((local) => this.#isWaiting(local));
    const known = new Set(pending.map(({ id }) => id));
    const of = (id: string | null, thread: string | null) =>
      waiting
        .filter(({ behind }) => (behind && known.has(behind) ? behind : null) === id)
        .map(({ message }) => pendingFor(message, thread ?? message.thread));
    return [...pending.flatMap((one) => [one, ...of(one.id, one.thread)]), ...of(null, null)];
  }

  /** Answers the question at `seq`; one that only this page shows is answered here. */
  answer(seq: number, { choices, value }: Answer): void {
    if (Number.isInteger(seq))
      this.#live.post({ type: "answer", seq, choices: choices && [...choices], value });
    else
      this.#change(({ message, behind }) => ({
        message: answeredAt(message, seq, { choices, value }),
        behind,
      }));
  }

  #change(change: (local: Local) => Local): void {
    this.#local.value = this.#local.value.map(change);
  }

  /** The outbox keeps a command until its row is there. */
  #isWaiting({ behind }: Local): boolean {
    return this.#live.outbox.entries.value.some(({ id }) => id === behind);
  }

  #itemsNow(): readonly Item[] {
    const { conversation, outbox } = this.#live;
    const items = conversation.value?.items ?? [];
    const local = this.#local.value.filter((one) => !this.#isWaiting(one)).map(({ message }) => message);
    const answers = outbox.entries.value.filter(
      ({ command, state }) => command.type === "answer" && state !== "failed",
    );
    if (answers.length === 0 && local.length === 0) return items;
    const answered = (item: Item) => {
      let after = item;
      for (const { command } of answers) after = withCommand(after, command);
      return after;
    };
    return [...items.map(answered), ...local].sort((a, b) => a.seq - b.seq);
  }
}

/** It has a row of its own until its facts have arrived. */
function isRow({ command }: Entry<VisitorCommand>): boolean {
  return command.type === "send" || command.type === "start_thread";
}

function pendingFor(item: Message, thread: string | null): Pending {
  const { client_id, at, by, content } = item;
  return {
    id: client_id ?? "",
    at,
    by,
    what: "message",
    content,
    thread,
    state: "done",
    refused: null,
    item,
  };
}

function withCommand(item: Item, command: VisitorCommand): Item {
  if (command.type !== "answer") return item;
  const { seq, choices = null, value = null } = command;
  return answeredAt(item, seq, { choices, value });
}

/** A question takes its answer once. */
function answeredAt<Given extends Item>(item: Given, seq: number, answer: Answer): Given {
  if (item.seq !== seq || item.kind !== "message" || isAnswered(item.content)) return item;
  const content = withAnswer(item.content, answer);
  return content ? { ...item, content } : item;
}
