/**
 * What was typed and not sent, per thread and for the main line; kept over a reload and the same in
 * all tabs.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { clearTimer, setTimer, type Timer } from "@threadbox/client/early";
import { isRecord } from "./arguments";
import type { Bridge } from "./state";

/** The main line's name among the drafts; no thread id looks like it. */
export const MAIN = "main";
const SAVE_MILLISECONDS = 300;

/** The texts in the composer, by line. */
export class Drafts {
  readonly #texts = signal<Readonly<Record<string, string>>>({});
  readonly #bridge: Pick<Bridge, "store" | "session" | "channel">;
  readonly #unhear: () => void;
  #saving: Timer = null;

  constructor(bridge: Pick<Bridge, "store" | "session" | "channel">) {
    this.#bridge = bridge;
    const kept = bridge.store.of<unknown>("drafts", bridge.session.id);
    if (isRecord(kept)) this.#texts.value = textsOf(kept);
    this.#unhear = bridge.channel.hear((told) => {
      if (told.kind === "draft" && told.session === bridge.session.id) this.#put(told.line, told.text);
    });
  }

  get texts(): ReadonlySignal<Readonly<Record<string, string>>> {
    return this.#texts;
  }

  /** The text of a line as it is now. */
  write(line: string, text: string): void {
    if ((this.#texts.value[line] ?? "") === text) return;
    this.#put(line, text);
    const { channel, session } = this.#bridge;
    channel.say({ kind: "draft", session: session.id, line, text });
    clearTimer(this.#saving);
    this.#saving = setTimer(() => this.save(), SAVE_MILLISECONDS);
  }

  /**
   * The writer turns to another line: the text follows, unless a draft is there already. So nothing
   * is lost when a thread starts or ends while somebody types.
   */
  follow(from: string, to: string): void {
    const text = this.#texts.value[from];
    if (!text || this.#texts.value[to] || from === to) return;
    this.write(to, text);
    this.write(from, "");
  }

  save(): void {
    clearTimer(this.#saving);
    const { store, session } = this.#bridge;
    store.write("drafts", { session: session.id, value: this.#texts.value });
  }

  stop(): void {
    this.#unhear();
    this.save();
  }

  #put(line: string, text: string): void {
    const { [line]: _, ...others } = this.#texts.value;
    this.#texts.value = text ? { ...others, [line]: text } : others;
  }
}

function textsOf(kept: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(kept).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}
