/**
 * What was typed and not sent, per thread and for the main line; kept over any navigation and the
 * same in all tabs.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { now } from "@threadbox/client/browser/builtins";
import { isRecord } from "../../bridge/arguments";
import type { Bridge } from "../../bridge/bridge";
import { persist } from "../persist";

/** The main line's name among the drafts; no thread id looks like it. */
export const MAIN = "main";
/** Who types on is saved so often; the first letter and what stands there when the page goes at once. */
const SAVE_MILLISECONDS = 400;

/** The texts in the composer, by line; the one written last is the last. */
export class Drafts {
  readonly #texts = signal<Readonly<Record<string, string>>>({});
  readonly #bridge: Pick<Bridge, "store" | "session" | "channel">;
  readonly #stops: (() => void)[];
  #savedAt = 0;

  constructor(bridge: Pick<Bridge, "store" | "session" | "channel">) {
    this.#bridge = bridge;
    const kept = bridge.store.of<unknown>("drafts", bridge.session.id);
    if (isRecord(kept)) this.#texts.value = textsOf(kept);
    this.#stops = [
      bridge.channel.hear((told) => {
        if (told.kind === "draft" && told.session === bridge.session.id) this.#put(told.line, told.text);
      }),
      persist(
        () => this.#texts.value,
        () => this.#save(),
      ),
    ];
  }

  get texts(): ReadonlySignal<Readonly<Record<string, string>>> {
    return this.#texts;
  }

  /** The text of a line as it is now. */
  write(line: string, text: string): void {
    if ((this.#texts.peek()[line] ?? "") === text) return;
    this.#put(line, text);
    const { channel, session } = this.#bridge;
    channel.say({ kind: "draft", session: session.id, line, text });
    if (now() - this.#savedAt > SAVE_MILLISECONDS) this.#save();
  }

  /** Takes a text along to another line; when a text waits there, the two change places. */
  move(from: string, to: string): void {
    const { [from]: carried, [to]: waiting } = this.#texts.peek();
    if (!carried || from === to) return;
    this.write(from, waiting ?? "");
    this.write(to, carried);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #save(): void {
    this.#savedAt = now();
    const { store, session } = this.#bridge;
    store.write("drafts", { session: session.id, value: this.#texts.peek() });
  }

  #put(line: string, text: string): void {
    const { [line]: _, ...others } = this.#texts.peek();
    this.#texts.value = text ? { ...others, [line]: text } : others;
  }
}

function textsOf(kept: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(kept).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}
