/** The three lists, loaded by pages and kept in order by every line that arrives. */

import { type Signal, signal } from "@preact/signals";
import type { Conversation, ConversationFact, Counts, Fact, Line } from "@threadbox/client/protocol";
import type { ListName } from "../shared/routes";
import { belongs, Conversations, counted } from "./conversations";
import type { OperatorConnection } from "./operatorConnection";
import { OrderedList } from "./orderedList";

const NAMES: readonly ListName[] = ["open", "resolved", "all"];

export class Lists {
  readonly conversations = new Conversations((before, after) => this.#changed(before, after));
  readonly counts: Signal<Counts | null> = signal(null);
  readonly #lists = new Map(NAMES.map((name) => [name, new OrderedList(name, (id) => this.#rank(id))]));
  readonly #asked = new Set<string>();
  /** While a page is taken over its counts are the truth, not the rows that come with it. */
  #taking = false;

  constructor(private readonly connection: OperatorConnection) {}

  list(name: ListName): OrderedList {
    const list = this.#lists.get(name);
    if (list === undefined) throw new Error(`There is no list ${name}.`);
    return list;
  }

  /**
   * The loaded conversations with this e-mail address, newest first, whether it was verified or not.
   * `isWhole`: there are no others.
   */
  withEmail(email: string | null): { rows: Conversation[]; isWhole: boolean } {
    const all = this.list("all");
    const rows =
      email === null ? [] : this.conversations.all().filter(({ profile }) => profile.email === email);
    return {
      rows: rows.sort((a, b) => b.active_at - a.active_at),
      isWhole: all.state.peek() === "ready" && all.cursor.peek() === null,
    };
  }

  /** Loads the first page of a list, unless it is there or on its way. */
  async open(name: ListName): Promise<void> {
    const { state } = this.list(name);
    if (state.peek() === "new" || state.peek() === "failed") await this.#load(name, null);
  }

  /** Loads the next page of a list. */
  async more(name: ListName): Promise<void> {
    const { state, cursor } = this.list(name);
    if (state.peek() === "ready" && cursor.peek() !== null) await this.#load(name, cursor.peek());
  }

  /** The past was lost: everything is loaded anew, the list on the screen first. */
  async startOver(shown: ListName): Promise<void> {
    this.#asked.clear();
    this.conversations.doubt();
    for (const name of NAMES) if (name !== shown) this.list(name).reset();
    await this.#load(shown, null);
  }

  /** Applies one line; a conversation that was not loaded is asked for when it moves up. */
  apply(line: Line): void {
    const known = this.conversations.apply(line);
    if (!known && moves(line.fact)) void this.ask(line.fact.conversation);
  }

  /** A conversation is not as its row says. */
  doubt(id: string): void {
    this.conversations.doubt([id]);
    void this.ask(id);
  }

  /** Asks for the row of one conversation. */
  async ask(id: string): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      const { conversation } = await this.connection.query({ type: "conversation", conversation: id });
      const row = this.connection.reader.upToDate(conversation, "row");
      // An unloaded conversation was counted before, so the counts are asked for, not computed.
      if (row !== null) this.#quietly(() => this.conversations.take(row));
      await this.#recount();
    } catch {
      // Refused: it is not ours to see, so it is in no list.
    } finally {
      this.#asked.delete(id);
    }
  }

  async #load(name: ListName, cursor: string | null): Promise<void> {
    const list = this.list(name);
    list.state.value = "loading";
    try {
      const page = await this.connection.query({ type: "list", state: name, cursor });
      const rows = page.conversations.map((row) => this.connection.reader.upToDate(row, "row") ?? row);
      this.#quietly(() => {
        for (const row of rows) this.conversations.take(row);
      });
      this.counts.value = page.counts;
      list.take(
        rows.filter((row) => belongs(row, name)),
        page.cursor,
        cursor === null,
      );
      this.#settle(rows);
    } catch {
      list.state.value = "failed";
    }
  }

  async #recount(): Promise<void> {
    this.counts.value = (await this.connection.query({ type: "list", state: "open" })).counts;
  }

  #quietly(take: () => void): void {
    this.#taking = true;
    try {
      take();
    } finally {
      this.#taking = false;
    }
  }

  /** Rows of a page may have moved since it was read. */
  #settle(rows: readonly Conversation[]): void {
    for (const row of rows) this.#place(row);
  }

  #changed(before: Conversation | undefined, after: Conversation): void {
    const counts = this.counts.peek();
    if (counts !== null && !this.#taking) this.counts.value = counted(counts, before, after);
    if (moved(before, after)) this.#place(after);
  }

  #place(row: Conversation): void {
    for (const list of this.#lists.values()) list.place(row, belongs(row, list.name));
  }

  #rank(id: string): Conversation | undefined {
    return this.conversations.row(id)?.peek();
  }
}

/** Whether a fact brings its conversation to the top of a list, or into another one. */
function moves(fact: Fact): fact is ConversationFact {
  return MOVES.has(fact.type);
}

const MOVES: ReadonlySet<string> = new Set([
  "message_sent",
  "thread_started",
  "thread_reopened",
  "thread_ended",
  "state_changed",
  "history_brought",
]);

function moved(before: Conversation | undefined, after: Conversation): boolean {
  return (
    before === undefined ||
    before.active_at !== after.active_at ||
    before.state !== after.state ||
    before.merged_into !== after.merged_into ||
    before.last_seq === 0
  );
}
