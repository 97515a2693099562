/** `$crisp` itself: the entries it takes, its direct methods, and the globals around it. */

import type { Gets, IsName } from "./answers.js";
import type { ConfigCommands, DoCommands, SetCommands } from "./commands.js";
import type { Plain } from "./contents.js";
import type { Events } from "./events.js";

/** An entry with a list of arguments; the list may be left out where no argument is needed. */
type Command<Verb extends string, Commands> = {
  [Name in keyof Commands]: [] extends Commands[Name]
    ? [verb: Verb, name: Name, values?: Commands[Name] | undefined]
    : [verb: Verb, name: Name, values: Commands[Name]];
}[keyof Commands];

type Listening = {
  [Name in keyof Events]: [verb: "on", name: Name, listener: Events[Name]];
}[keyof Events];

/** What `$crisp.push` takes. */
export type Entry =
  | Command<"do", DoCommands>
  | Command<"set", SetCommands>
  | Command<"config", ConfigCommands>
  | Listening
  | [verb: "off", name: keyof Events]
  /** Silences the chat's warnings in the console. */
  | [verb: "safe", safe: boolean];

/** The arguments after the name, as one list, which may be left out when it may be empty. */
type List<Values> = Values extends unknown[]
  ? [] extends Values
    ? [values?: Values | undefined]
    : [values: Values]
  : never;

/** A listener pushed alone knows the type of its argument; several at once have to name theirs. */
export interface Push {
  <Name extends keyof Events>(listening: [verb: "on", name: Name, listener: Events[Name]]): void;
  (...entries: Entry[]): void;
}

/** `window.$crisp`. Before the chat has loaded it is a plain array: only `push` may be used then. */
export interface Crisp {
  /** Carried out in order; never throws. */
  push: Push;
  do<Name extends keyof DoCommands>(name: Name, ...list: List<DoCommands[Name]>): void;
  set<Name extends keyof SetCommands>(name: Name, ...list: List<SetCommands[Name]>): void;
  config<Name extends keyof ConfigCommands>(name: Name, ...list: List<ConfigCommands[Name]>): void;
  on<Name extends keyof Events>(name: Name, listener: Events[Name]): void;
  off(name: keyof Events): void;
  safe(safe: boolean): void;
  get(name: "session:data", key: string): Plain | null;
  get<Name extends keyof Gets>(name: Name): Gets[Name];
  is(name: IsName): boolean;
  /** Prints what there is to the console. */
  help(): void;
}

/** `window.CRISP_RUNTIME_CONFIG` */
export interface RuntimeConfig {
  /** A language tag, such as `fr`; otherwise the page's and the browser's decide. */
  locale?: string | undefined;
  /** When `CRISP_TOKEN_ID` brings a session back, what was said here without it goes into it. */
  session_merge?: boolean | undefined;
  lock_maximized?: boolean | undefined;
  lock_full_view?: boolean | undefined;
  disable_full_view?: boolean | undefined;
  cross_origin_cookies?: boolean | undefined;
}

declare global {
  interface Window {
    get $crisp(): Crisp;
    /** A page begins it as an array. */
    set $crisp(queue: Crisp | Entry[]);
    CRISP_WEBSITE_ID: string;
    /** A secret of at least 128 bits that your server keeps for this user. */
    CRISP_TOKEN_ID?: string | undefined;
    CRISP_RUNTIME_CONFIG?: RuntimeConfig | undefined;
    CRISP_READY_TRIGGER?: (() => void) | undefined;
    CRISP_COOKIE_DOMAIN?: string | undefined;
    /** In seconds. */
    CRISP_COOKIE_EXPIRE?: number | undefined;
    /** Attributes of every tag that the chat adds to the page, such as a nonce. */
    CRISP_INCLUDE_ATTRS?: Record<string, string> | undefined;
  }
  const $crisp: Crisp;
}
