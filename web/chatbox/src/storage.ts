/**
 * What the chatbox remembers in this browser, under one prefix per website. Where storage is
 * forbidden or full, memory stands in for it: the chat works, it only forgets on reload.
 */

import { parse, stringify } from "@threadbox/client/early";

/** A small JSON store; every read is of `unknown` shape, because the page can write there too. */
export interface Store {
  read(name: string): unknown;
  /** The `value` of an entry `{session, value}`, if it is of this session. Its shape is not checked. */
  of<Kept>(name: string, session: string): Kept | undefined;
  /** `undefined` removes the entry. */
  write(name: string, value: unknown): void;
  /** Whether any name begins like this. */
  has(start: string): boolean;
  /** Forgets everything of this website. */
  clear(): void;
  /** The same storage as a browser has it, and what every key of this website begins with. */
  storage: Storage;
  prefix: string;
}

/** The store of one website. */
export function createStore(website: string, browser: () => Storage): Store {
  const storage = usable(browser);
  const prefix = `threadbox/${website}/`;
  const keys = (start: string) => Object.keys(storage).filter((key) => key.startsWith(prefix + start));
  function read(name: string): unknown {
    try {
      return parse(storage.getItem(prefix + name) ?? "");
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
        if (value === undefined) storage.removeItem(prefix + name);
        else storage.setItem(prefix + name, stringify(value));
      } catch {
        // It has become full: this page goes on, the next one knows less.
      }
    },
    has: (start) => keys(start).length > 0,
    clear() {
      for (const key of keys("")) storage.removeItem(key);
    },
  };
}

/** The browser's storage, or memory where that is forbidden or full. */
function usable(browser: () => Storage): Storage {
  try {
    const storage = browser();
    storage.setItem("threadbox", "");
    storage.removeItem("threadbox");
    return storage;
  } catch {
    return new Memory() as unknown as Storage;
  }
}

/** The part of a storage that we use. As in a browser's, what is kept are its own properties. */
class Memory {
  [name: string]: unknown;
  get length(): number {
    return Object.keys(this).length;
  }
  key(index: number): string | null {
    return Object.keys(this)[index] ?? null;
  }
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? (this[key] as string) : null;
  }
  setItem(key: string, value: string): void {
    this[key] = value;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}
