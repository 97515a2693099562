/**
 * What the person writes, and to which line. It follows the current thread until they begin to write;
 * what is half written never moves to another line by itself. A change meanwhile is offered.
 */

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { now } from "@threadbox/client/browser/builtins";
import type { Author } from "@threadbox/client/protocol";
import { excessOf, isInvisible, messageOf, normal } from "@threadbox/client/text/messageText";
import type { Bridge } from "../../bridge/bridge";
import type { LiveConversation } from "../conversation/liveConversation";
import { speakOfParts } from "../texts";
import type { ComposerFiles } from "./composerFiles";
import { Drafts, MAIN } from "./drafts";
import { nextTarget, startOf, type Target, targetAt } from "./target";

const TYPING_MILLISECONDS = 3_000;

export class ComposerState {
  readonly drafts: Drafts;
  /** Where what is written goes. */
  readonly target: ReadonlySignal<Target>;
  /** Where it would go if nothing were written yet, when that is another line. */
  readonly offered: ReadonlySignal<Target | null>;
  /** The person's files, once there have been any. */
  readonly files = signal<ComposerFiles | null>(null);
  /** The line that something is written to; `undefined` while the composer is empty. */
  readonly #held = signal<string | null | undefined>(undefined);
  readonly #next: ReadonlySignal<string | null>;
  readonly #live: LiveConversation;
  readonly #bridge: Bridge;
  readonly #stops: (() => void)[];
  #typedAt = 0;
  #isTyping = false;
  #isResumed = false;

  constructor(live: LiveConversation, bridge: Bridge, me: () => Author) {
    this.#live = live;
    this.#bridge = bridge;
    this.drafts = new Drafts(bridge);
    const { conversation, outbox } = live;
    this.#next = computed(() => nextTarget(outbox.entries.value, conversation.value, me()));
    const heldNow = computed(() => {
      const held = this.#held.value;
      if (!held?.startsWith("pending:")) return held;
      // The start on its way has become a thread, or never will.
      const entries = outbox.entries.value;
      const start = startOf(entries, held);
      return start && nextTarget(entries.slice(0, entries.indexOf(start) + 1), conversation.value, me());
    });
    const at = (id: string | null) => targetAt(id, outbox.entries.value, conversation.value);
    this.target = computed(() => at(heldNow.value === undefined ? this.#next.value : heldNow.value));
    this.offered = computed(() => {
      const { id, ended } = this.target.value;
      const next = this.#next.value;
      return next === id || (ended !== null && next === null) ? null : at(next);
    });
    this.#stops = [
      effect(() => this.#hold(this.target.value.id)),
      effect(() => {
        bridge.panel.text = this.text;
      }),
    ];
  }

  /** The name of the line that is written to, among drafts and files. */
  get key(): string {
    return keyOf(this.target.value.id);
  }

  /** The text in the composer. */
  get text(): string {
    return this.drafts.texts.value[this.key] ?? "";
  }

  /** How many characters the text has too many. */
  get excess(): number {
    return excessOf(messageOf(this.text));
  }

  /** There is something to send, and it can be sent. */
  get isSendable(): boolean {
    return (!isInvisible(this.text) || this.#holdsFiles) && this.excess === 0;
  }

  get #holdsFiles(): boolean {
    return (this.files.value?.attached.of(this.key).length ?? 0) > 0;
  }

  /** The person typed or pasted, or the page put something in. */
  write(given: string): void {
    const text = normal(given);
    this.drafts.write(this.key, text);
    if (!text) this.#stopTyping();
    else if (now() - this.#typedAt >= TYPING_MILLISECONDS) {
      this.#typedAt = now();
      this.#isTyping = true;
      this.#live.sayTyping(true, this.#wireThread());
    }
  }

  /** Puts files into the composer, where they wait; answers whether all of them were taken. */
  async attach(given: Iterable<File>): Promise<boolean> {
    const { key: line } = this;
    const list = [...given];
    const [{ ComposerFiles: Made }] = await Promise.all([import("./composerFiles"), speakOfParts()]);
    this.files.value ??= new Made(this.#live, this.#bridge);
    return this.files.value.attach(line, list);
  }

  /** What is too long for a message becomes a file. */
  async turnIntoFile(): Promise<void> {
    const { text } = this;
    const isTaken = await this.attach([new File([text], "message.txt", { type: "text/plain" })]);
    if (isTaken && this.text === text) this.write("");
  }

  /** Sends what is in the composer; answers whether there was anything to send. */
  send(): boolean {
    if (!this.isSendable) return false;
    const { id, ended } = this.target.value;
    const text = messageOf(this.text);
    const line = this.#wireThread();
    // A line that has no name yet is called "current"; it has to be that.
    const start = startOf(this.#live.outbox.entries.value, id)?.command;
    if (start?.type === "start_thread" && this.#next.value !== id) {
      const { topic, external_id } = start;
      this.#live.post({
        type: "select_thread",
        ...(external_id ? { external_id: String(external_id) } : { topic: String(topic) }),
      });
    }
    // An upload takes its time: what is current now may not be what is current then.
    const files = this.#holdsFiles && this.files.value;
    if (!isInvisible(text)) this.#live.post({ type: "send", text, thread: line });
    if (files) files.send(keyOf(id), { line, thread: ended === null ? id : null });
    this.drafts.write(keyOf(id), "");
    this.#stopTyping();
    return true;
  }

  /** The person chose a line: what is written goes along. */
  choose(thread: string | null): void {
    const [from, to] = [keyOf(this.target.value.id), keyOf(thread)];
    const isHeld = this.#held.value !== undefined;
    if (thread !== this.#next.value)
      this.#live.post(thread ? { type: "select_thread", thread } : { type: "select_thread", main: true });
    if (!isHeld) return;
    batch(() => {
      this.#held.value = thread;
      this.drafts.move(from, to);
      this.files.value?.attached.move(from, to);
    });
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.drafts.stop();
    this.files.value?.stop();
  }

  /** Holds the line while something is written, and lets it go with the last of it. */
  #hold(line: string | null): void {
    const held = this.#held.peek();
    const key = keyOf(line);
    if (held !== undefined && held !== line) {
      this.drafts.move(keyOf(held), key);
      this.files.value?.attached.move(keyOf(held), key);
    }
    const isHeld = this.text !== "" || this.#holdsFiles;
    this.#held.value = isHeld ? line : undefined;
    if (this.#isResumed || !this.#live.conversation.value) return;
    this.#isResumed = true;
    if (!isHeld) this.#resume();
  }

  /** What was left half written, on this page or on another, is taken up where it was left. */
  #resume(): void {
    const left = Object.keys(this.drafts.texts.peek()).at(-1);
    const threads = this.#live.conversation.peek()?.threads ?? [];
    if (left === MAIN) this.#held.value = null;
    else if (threads.some(({ id }) => id === left)) this.#held.value = left;
  }

  /** The line in the words of the protocol. A start that is on its way is "current" when it arrives. */
  #wireThread(): string {
    const { id } = this.target.value;
    if (id === null) return "main";
    return id.startsWith("pending:") ? "current" : id;
  }

  #stopTyping(): void {
    if (!this.#isTyping) return;
    this.#isTyping = false;
    this.#live.sayTyping(false, this.#wireThread());
  }
}

function keyOf(line: string | null): string {
  return line ?? MAIN;
}
