/**
 * Commands that the server has not answered yet, in order.
 *
 * Each is kept in the storage under a key of its own, so tabs that share it never overwrite
 * each other's; a command that two tabs send is one effect, since the server knows its id. Still
 * each tab sends its own: twenty that send everybody's would be stopped for sending too much.
 * Without a storage, or when it throws or is full, commands live as long as the page.
 */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  clearTimer,
  clientId,
  now,
  parse,
  runSoon,
  setTimer,
  stringify,
  type Timer,
} from "../browser/builtins";
import type { Done, Refused } from "../protocol";

/** A command before it has its id. */
export type Unsent<Command> = Command extends { id: string } ? Omit<Command, "id"> : never;

/**
 * queued: to be sent; sent: handed to the present connection; failed: refused, kept to be
 * shown until `retry` or `dismiss`; done: took effect, shown until its facts have arrived.
 */
export type EntryState = "queued" | "sent" | "failed" | "done";

export interface Entry<Command> {
  id: string;
  command: Command;
  /** When it was put, in milliseconds; also its place in the order. */
  at: number;
  state: EntryState;
  refused: Refused | null;
  done: Done | null;
}

/** Texts by key: a browser's `Storage`, or an object in its stead. */
export type Texts = Record<string, string>;

export interface OutboxOptions {
  /** Where commands survive a reload; null keeps them in memory only. */
  storage: Texts | null;
  /** Begins every key; names the website and the session, so nothing is sent to another. */
  prefix: string;
  /** Names this tab, over its pages. What others leave is sent here when they had time enough. */
  tab?: string;
}

/** More unanswered commands than anybody types; a runaway page would fill the storage. */
const ENTRIES_MOST = 500;
/** Whoever has not been answered by then has gone away, or is as much without a connection as we are. */
const LEFT_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 1_000;
const PAUSE_MOST_MILLISECONDS = 30_000;
/** Said with "too_many", yet waiting does not help: something has to be ended first. */
const NOT_BY_WAITING = new Set(["threads_too_many_open"]);

export class Outbox<Command extends { id: string }> {
  readonly #storage: Texts;
  readonly #prefix: string;
  readonly #tab: string | undefined;
  readonly #entries = signal<readonly Entry<Command>[]>([]);
  #send: ((command: Command) => boolean) | null = null;
  #pause: Timer | null = null;
  #pauses = 0;

  constructor({ storage, prefix, tab }: OutboxOptions) {
    this.#storage = storage ?? {};
    this.#prefix = prefix;
    this.#tab = tab;
    this.#merge();
  }

  /** Everything unanswered, failed, or done and not yet seen as facts; in order. */
  get entries(): ReadonlySignal<readonly Entry<Command>[]> {
    return this.#entries;
  }

  /**
   * Keeps a command and gives its id; `flush` sends it. Over the limit it fails at once. `id` is
   * given when the command stood on the screen before it could be put, such as a file.
   */
  put(command: Unsent<Command>, id = clientId()): string {
    const whole = { ...command, id } as unknown as Command;
    const entry: Entry<Command> = {
      id,
      command: whole,
      at: Math.max(now(), (this.#entries.value.at(-1)?.at ?? 0) + 1),
      state: "queued",
      refused: null,
      done: null,
    };
    const full = this.#entries.value.filter(isUnanswered).length >= ENTRIES_MOST;
    if (!full) this.#store(entry);
    this.#entries.value = [...this.#entries.value, full ? failed(entry, outboxFull(id)) : entry];
    return id;
  }

  /** Hands every queued command to `send`, in order, until it says no. */
  flush(send: (command: Command) => boolean): void {
    this.#send = send;
    if (this.#pause !== null) return;
    this.#merge();
    for (const entry of this.#entries.value) {
      if (entry.state !== "queued") continue;
      if (!send(entry.command)) return;
      this.#replace({ ...entry, state: "sent" });
    }
  }

  /** The connection was lost: whatever was not answered has to be sent again. */
  rewind(): void {
    this.#cancelPause();
    this.#entries.value = this.#entries.value.map((entry) =>
      entry.state === "sent" ? { ...entry, state: "queued" } : entry,
    );
  }

  /**
   * Takes the server's answer and returns the entry as it is afterwards, or null when the
   * answer is to nothing here. A refusal that time can cure leaves it queued.
   */
  settle(frame: Done | Refused): Entry<Command> | null {
    const entry = this.#entries.value.find((other) => other.id === frame.id);
    if (entry === undefined) return null;
    if (frame.type === "refused" && isCuredByTime(frame)) return this.#later(entry);
    if (this.#pause === null) this.#pauses = 0;
    this.#unstore(entry.id);
    const answered: Entry<Command> =
      frame.type === "done" ? { ...entry, state: "done", done: frame } : failed(entry, frame);
    this.#replace(answered);
    return answered;
  }

  /** Facts up to `position` are on the screen: done commands at or below it need no stand-in. */
  shown(position: number): void {
    const left = this.#entries.value.filter((entry) => entry.done === null || entry.done.position > position);
    if (left.length < this.#entries.value.length) this.#entries.value = left;
  }

  /** Puts a failed command again, under a new id, and returns that. */
  retry(id: string): string | null {
    const entry = this.#entries.value.find((other) => other.id === id && other.state === "failed");
    if (entry === undefined) return null;
    this.dismiss(id);
    const { id: _, ...command } = entry.command;
    const renewed = this.put(command as unknown as Unsent<Command>);
    if (this.#send) this.flush(this.#send);
    return renewed;
  }

  /** Forgets a command, answered or not. */
  dismiss(id: string): void {
    this.#unstore(id);
    this.#entries.value = this.#entries.value.filter((entry) => entry.id !== id);
  }

  /** Resolves when no command waits for an answer. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      const unwatch = effect(() => {
        if (this.#entries.value.some(isUnanswered)) return;
        resolve();
        void runSoon(() => unwatch());
      });
    });
  }

  /** Forgets everything: the session is over. */
  clear(): void {
    this.#cancelPause();
    for (const entry of this.#stored()) this.#unstore(entry.id);
    this.#entries.value = [];
  }

  /** "Not now": goes back into the queue, and the queue pauses, so the order is kept. */
  #later(entry: Entry<Command>): Entry<Command> {
    const queued: Entry<Command> = { ...entry, state: "queued" };
    this.#replace(queued);
    if (this.#pause !== null) return queued;
    const milliseconds = Math.min(PAUSE_MOST_MILLISECONDS, PAUSE_MILLISECONDS * 2 ** this.#pauses);
    this.#pauses += 1;
    this.#pause = setTimer(() => {
      this.#pause = null;
      if (this.#send) this.flush(this.#send);
    }, milliseconds);
    return queued;
  }

  #cancelPause(): void {
    clearTimer(this.#pause);
    this.#pause = null;
    this.#pauses = 0;
  }

  #replace(entry: Entry<Command>): void {
    this.#entries.value = this.#entries.value.map((other) => (other.id === entry.id ? entry : other));
  }

  /** Takes in what other tabs, or this one before a reload, left in the storage. */
  #merge(): void {
    const known = new Set(this.#entries.value.map((entry) => entry.id));
    const found = this.#stored().filter((entry) => !known.has(entry.id));
    if (found.length === 0) return;
    this.#entries.value = [...this.#entries.value, ...found].sort(
      (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
    );
  }

  #stored(): Entry<Command>[] {
    try {
      return Object.keys(this.#storage)
        .filter((key) => key.startsWith(this.#prefix))
        .map((key) => entryOf<Command>(this.#storage[key], this.#tab))
        .filter((entry) => entry !== null);
    } catch {
      return [];
    }
  }

  #store(entry: Entry<Command>): void {
    try {
      this.#storage[this.#prefix + entry.id] = stringify({
        at: entry.at,
        command: entry.command,
        tab: this.#tab,
      });
    } catch {
      // Full or forbidden: the command lives as long as the page.
    }
  }

  #unstore(id: string): void {
    try {
      delete this.#storage[this.#prefix + id];
    } catch {
      // A storage that forbids this holds nothing of ours.
    }
  }
}

function isUnanswered(entry: Entry<unknown>): boolean {
  return entry.state === "queued" || entry.state === "sent";
}

function isCuredByTime(refused: Refused): boolean {
  if (NOT_BY_WAITING.has(refused.reason)) return false;
  return refused.code === "unavailable" || refused.code === "too_many";
}

function failed<Command>(entry: Entry<Command>, refused: Refused): Entry<Command> {
  return { ...entry, state: "failed", refused };
}

function outboxFull(id: string): Refused {
  const data = { limit: ENTRIES_MOST };
  const message = "Too many commands are waiting to be sent.";
  return { type: "refused", id, code: "too_many", reason: "outbox_full", message, data };
}

/** What a storage holds, which anybody may have written: null unless it is an entry for this tab. */
function entryOf<Command extends { id: string }>(
  stored: string | null | undefined,
  own: string | undefined,
): Entry<Command> | null {
  if (!stored) return null;
  try {
    const { at, command, tab } = parse(stored) as { at?: unknown; command?: Command; tab?: unknown };
    if (typeof at !== "number" || typeof command?.id !== "string") return null;
    if (tab !== own && now() - at < LEFT_MILLISECONDS) return null;
    return { id: command.id, command, at, state: "queued", refused: null, done: null };
  } catch {
    return null;
  }
}
