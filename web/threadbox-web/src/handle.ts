/** The handle that `loadThreadbox` gives: `$crisp` with types, usable before and after loading. */

import type { Gets, IsName } from "./answers.js";
import type { ConfigCommands, DoCommands, SetCommands } from "./commands.js";
import type { Plain } from "./contents.js";
import type { Crisp, Entry, Push } from "./crisp.js";
import type { Events } from "./events.js";
import type { NamedThread, StartedThread, Thread } from "./threads.js";

/** The chat of this page. Nothing here throws; what is wrong is said in the console. */
export interface Threadbox {
  /** Resolves once the chat has loaded. Rejects when the script cannot be, and on a server. */
  ready(): Promise<Crisp>;
  push: Push;
  do<Name extends keyof DoCommands>(name: Name, ...values: DoCommands[Name]): void;
  set<Name extends keyof SetCommands>(name: Name, ...values: SetCommands[Name]): void;
  config<Name extends keyof ConfigCommands>(name: Name, ...values: ConfigCommands[Name]): void;
  /** One listener per event: a second one replaces the first. */
  on<Name extends keyof Events>(name: Name, listener: Events[Name]): void;
  off(name: keyof Events): void;
  /** `null` before the chat has loaded. */
  get(name: "session:data", key: string): Plain | null;
  get<Name extends keyof Gets>(name: Name): Gets[Name] | null;
  /** `false` before the chat has loaded. */
  is(name: IsName): boolean;
  threads: {
    start(thread: string | StartedThread): void;
    /** Without a thread: the current one. */
    end(thread?: string | NamedThread): void;
    /** Where the visitor writes from now on; `null` is the main line. */
    select(thread: string | NamedThread | null): void;
    /** Open and ended ones; none before the chat has loaded. */
    list(): Thread[];
  };
  /** Goes on with the session that belongs to this secret; with the same one again nothing happens. */
  signIn(tokenId: string): void;
  /** Forgets the session on this device; in the inbox it stays as it is. */
  signOut(): void;
}

/** Whether the chat answers: `is` is the last thing it adds to `$crisp`. */
export function isLoaded(): boolean {
  return typeof window !== "undefined" && typeof window.$crisp?.is === "function";
}

/** A handle; `coming` gives what is being loaded. */
export function handle(coming: () => Promise<Crisp>): Threadbox {
  const push = (...entries: unknown[]) => {
    if (typeof window === "undefined") return;
    window.$crisp ??= [];
    window.$crisp.push(...(entries as Entry[]));
  };
  const command =
    (verb: string) =>
    (name: string, ...values: unknown[]) =>
      push(values.length > 0 ? [verb, name, values] : [verb, name]);
  const act = command("do");

  return {
    ready: coming,
    push,
    do: act,
    set: command("set"),
    config: command("config"),
    on: (name: string, listener: unknown) => push(["on", name, listener]),
    off: (name) => push(["off", name]),
    get: (name: string, key?: string) =>
      isLoaded() ? window.$crisp.get(name as "session:data", key as string) : null,
    is: (name) => isLoaded() && window.$crisp.is(name),
    threads: {
      start: (thread) => act("message:thread:start", thread),
      end: (thread) => act("message:thread:end", ...(thread === undefined ? [] : [thread])),
      select: (thread) =>
        act("message:thread:select", typeof thread === "string" ? { topic: thread } : thread),
      list: () => (isLoaded() ? window.$crisp.get("message:threads") : []),
    },
    signIn(tokenId) {
      if (typeof window === "undefined" || window.CRISP_TOKEN_ID === tokenId) return;
      window.CRISP_TOKEN_ID = tokenId;
      act("session:reset");
    },
    signOut() {
      if (typeof window === "undefined") return;
      delete window.CRISP_TOKEN_ID;
      act("session:reset");
    },
  } as Threadbox;
}
