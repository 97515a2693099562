/** What the loader has and the core uses through the bridge: storage, other tabs, the console, the page's listeners. */

import type { Texts } from "@threadbox/client/connection/outbox";

/** A small JSON store; every read is of `unknown` shape, because the page can write there too. */
export interface Store {
  read(name: string): unknown;
  /** The `value` of an entry `{session, value}`, if it is of this session. Its shape is not checked. */
  of<Kept>(name: string, session: string): Kept | undefined;
  /** `undefined` removes the entry. */
  write(name: string, value: unknown): void;
  /** Whether any name begins like this. */
  has(start: string): boolean;
  /** Forgets everything of this website, or only what names this session. */
  clear(session?: string): void;
  /** The same storage as a browser has it, and what every key of this website begins with. */
  storage: Texts;
  prefix: string;
}

/**
 * What tabs say. A message that a tab does not understand is ignored. What is of one session is not
 * for tabs with another one: their pages may have another `CRISP_TOKEN_ID`.
 */
export type TabMessage =
  | { kind: "panel"; session: string; open: boolean }
  | { kind: "active"; session: string }
  | { kind: "draft"; session: string; line: string; text: string }
  | { kind: "reset"; session?: never };

/** The way to the other tabs. */
export interface TabChannel {
  say(told: TabMessage): void;
  /** Adds a listener; answers how to remove it. */
  hear(listener: (told: TabMessage) => void): () => void;
}

/** Speaks to the console of the page. */
export interface Voice {
  /** Something was ignored or postponed. Said once per text. */
  warn(text: string): void;
  /**
   * Something the page asked for is wrong and had no effect, or a callback of the page threw; `cause`
   * is shown, not swallowed and not passed on. Said every time.
   */
  error(text: string, ...cause: unknown[]): void;
  /** Turns the voice off and on. */
  silence(silent: boolean): void;
}

/** A callback of the page. */
export type Listener = (...values: unknown[]) => unknown;

/** The page's listeners, by the name of their event. */
export interface PageListeners {
  listeners: Map<string, Listener>;
  emit(name: string, ...values: unknown[]): void;
}
