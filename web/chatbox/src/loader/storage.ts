/**
 * What the chatbox remembers in this browser, under one prefix per website. Where storage is
 * forbidden or full, memory stands in for it: the chat works, it only forgets on reload.
 */

import { parse, stringify } from "@threadbox/client/browser/builtins";
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

/** The store of one website. */
export function createStore(website: string, browser: () => Storage): Store {
  const storage = usable(browser);
  const prefix = `threadbox/${website}/`;
  const keys = (start: string) => Object.keys(storage).filter((key) => key.startsWith(prefix + start));
  function read(name: string): unknown {
    try {
      return parse(storage[prefix + name] ?? "");
    } catch {
      return undefined;
    }
  }
  return {
    storage,
    prefix,
    read,
    of<Kept>(name: string, session: string) {
      const kept = read(name) as { session: string; value: Kept } | null | undefined;
      return kept?.session === session ? kept.value : undefined;
    },
    write(name, value) {
      try {
        if (value === undefined) delete storage[prefix + name];
        else storage[prefix + name] = stringify(value);
      } catch {
        // It has become full: this page goes on, the next one knows less.
      }
    },
    has: (start) => keys(start).length > 0,
    clear(session = "") {
      for (const key of keys("")) if ((key + storage[key]).includes(session)) delete storage[key];
    },
  };
}

/** The browser's storage, or memory where that is forbidden or full. */
function usable(browser: () => Storage): Texts {
  try {
    const storage: Texts = browser();
    storage.threadbox = "";
    delete storage.threadbox;
    return storage;
  } catch {
    return {};
  }
}
