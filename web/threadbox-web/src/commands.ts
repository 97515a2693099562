/** Every command of `$crisp`, by verb and name, with its list of arguments. */

import type { Plain, SentContent, ShownContent } from "./contents.js";
import type { NamedThread, StartedThread } from "./threads.js";

/** `["do", name, arguments]` */
export interface DoCommands {
  "chat:open": [];
  "chat:close": [];
  "chat:toggle": [];
  /** Brings the launcher back after `chat:hide`. */
  "chat:show": [];
  "chat:hide": [];
  "helpdesk:search": [];
  "helpdesk:article:open": [
    locale: string,
    slug: string,
    title?: string | undefined,
    category?: string | undefined,
  ];
  "helpdesk:query": [query: string];
  "overlay:open": [opened?: (() => void) | undefined];
  "overlay:close": [];
  /** As the visitor. */
  "message:send": SentContent;
  /** Only here, as if from an operator; not stored. */
  "message:show": ShownContent;
  "message:read": [];
  "message:thread:start": [thread: string | StartedThread];
  /** Without a thread: the current one. */
  "message:thread:end": [thread?: string | NamedThread | null | undefined];
  /** `null` is the main line. */
  "message:thread:select": [thread: string | NamedThread | null];
  /** Forgets the session on this device; `true` reloads the page afterwards. */
  "session:reset": [reload?: boolean | undefined];
  "trigger:run": [name: string];
  "bot:scenario:run": [id: string, variables?: Record<string, Plain> | undefined];
}

/** `["set", name, arguments]`. A profile's `null` forgets the value. */
export interface SetCommands {
  /** Fills the composer. */
  "message:text": [text: string];
  "session:segments": [segments: string[], overwrite?: boolean | undefined];
  "session:data": [entries: [key: string, value: Plain][]];
  "session:event": [events: SessionEvent[]];
  /** The signature is your server's, of `email:` and exactly this e-mail; it then counts as verified. */
  "user:email": [email: string | null, signature?: string | undefined];
  "user:phone": [phone: string | null];
  "user:nickname": [nickname: string | null];
  "user:avatar": [url: string | null];
  "user:company": [name: string, info?: CompanyInfo | undefined];
}

export type SessionEvent = [
  text: string,
  data?: Record<string, Plain> | undefined,
  color?: EventColor | undefined,
];

export type EventColor =
  | "red"
  | "orange"
  | "yellow"
  | "green"
  | "blue"
  | "purple"
  | "pink"
  | "brown"
  | "grey"
  | "black";

export interface CompanyInfo {
  url?: string | undefined;
  description?: string | undefined;
  employment?: [title: string, role?: string | undefined] | undefined;
  geolocation?: [country: string, city?: string | undefined] | undefined;
}

/** `["config", name, [value]]` */
export interface ConfigCommands {
  "availability:tooltip": [shown: boolean];
  "hide:vacation": [hidden: boolean];
  "hide:on:away": [hidden: boolean];
  "hide:on:mobile": [hidden: boolean];
  /** `true`: a new message is not shown beside the launcher while the chat is closed. */
  "hide:preview": [hidden: boolean];
  "show:operator:count": [shown: boolean];
  "sound:mute": [muted: boolean];
  /** `true`: at the left. */
  "position:reverse": [reversed: boolean];
  "color:theme": [theme: ColorTheme];
  "color:mode": [mode: "light" | "dark"];
  /** The z-index. */
  "container:index": [index: number];
  "lock:maximized": [locked: boolean];
  "lock:fullview": [locked: boolean];
  /** A language tag, such as `fr`. */
  locale: [locale: string];
  /** Thread commands before the chat's first opening are dropped instead of waiting for it. */
  "thread:strict": [strict: boolean];
}

export type ColorTheme =
  | "default"
  | "amber"
  | "black"
  | "blue"
  | "blue_grey"
  | "light_blue"
  | "brown"
  | "cyan"
  | "green"
  | "light_green"
  | "grey"
  | "indigo"
  | "orange"
  | "deep_orange"
  | "pink"
  | "purple"
  | "deep_purple"
  | "red"
  | "teal";
