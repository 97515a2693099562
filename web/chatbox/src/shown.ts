/**
 * The items of the timeline as this page shows them: what the server knows, answers that are on their
 * way, and messages that the page shows here only.
 */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type Answer, isAnswered, withAnswer } from "@threadbox/client/contents";
import { now } from "@threadbox/client/early";
import type { Author, Content, Item, Message, VisitorCommand } from "@threadbox/client/protocol";
import type { Live } from "./live";
import type { Session } from "./state";

/** After everything that the server has numbered, and before what it will number next. */
const BEHIND = 0.001;

export class Shown {
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly #local = signal<readonly Message[]>([]);
  readonly #live: Live;
  readonly #website: Author;

  constructor(live: Live, { website: { id, name } }: Session) {
    this.#live = live;
    this.#website = { kind: "backend", id, name, avatar: null, origin: null };
    this.items = computed(() => this.#itemsNow());
  }

  /** A message as if from an operator, in this page only. */
  add(content: Content): void {
    const conversation = this.#live.conversation.value;
    const newest = this.#local.value.at(-1)?.seq ?? 0;
    const message: Message = {
      kind: "message",
      seq: Math.max(conversation?.last_seq ?? 0, newest) + BEHIND,
      fingerprint: now(),
      at: now(),
      by: this.#website,
      thread: conversation?.current ?? null,
      content,
      client_id: null,
      follows: null,
    };
    this.#local.value = [...this.#local.value, message];
  }

  /** Answers the question at `seq`; one that only this page shows is answered here. */
  answer(seq: number, { choices, value }: Answer): void {
    if (Number.isInteger(seq))
      this.#live.post({ type: "answer", seq, choices: choices && [...choices], value });
    else this.#local.value = this.#local.value.map((message) => answeredAt(message, seq, { choices, value }));
  }

  #itemsNow(): readonly Item[] {
    const { conversation, outbox } = this.#live;
    const items = conversation.value?.items ?? [];
    const local = this.#local.value;
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
