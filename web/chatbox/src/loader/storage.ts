/**
 * What the chatbox remembers in this browser, under one prefix per website. Where storage is
 * forbidden or full, memory stands in for it: the chat works, it only forgets on reload.
 */

import { parse, stringify } from "@threadbox/client/browser/builtins";
import type { Texts } from "@threadbox/client/connection/outbox";
import type { Store } from "../bridge/services";

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
