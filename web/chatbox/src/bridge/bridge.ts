/**
 * What loader and core share. The loader owns it, answers `get` and `is` from it without waiting,
 * and hands it to the core, which keeps it true.
 */

import type { Earlier } from "@threadbox/client/browser/builtins";
import type { Entry } from "@threadbox/client/connection/outbox";
import type {
  Conversation,
  Done,
  Line,
  Profile,
  Refused,
  Thread,
  VisitorCommand,
  WebsiteLook,
} from "@threadbox/client/protocol";
import type { Plain } from "./arguments";
import type { PageListeners, Store, TabChannel, Voice } from "./services";

/** The parts of a profile that the page may set. */
export type ProfileField = "nickname" | "email" | "phone" | "avatar" | "company";

/** A command before it gets its client id. */
export type Wish = VisitorCommand extends infer Command
  ? Command extends VisitorCommand
    ? Omit<Command, "id">
    : never
  : never;

/** A thread as `get("message:threads")` and the `message:thread:…` callbacks show it. */
export interface ThreadAnswer {
  id: string;
  number: number;
  topic: string;
  external_id: string | null;
  state: Thread["state"];
  unread: number;
}

/** What the live conversation tells those around it. */
export interface ConversationEvents {
  /** A line took effect that was not in the snapshot. */
  line(line: Line, before: Conversation | null, after: Conversation | null): void;
  /** The server answered a command of this browser. */
  answered(entry: Entry<VisitorCommand>, answer: Done | Refused): void;
  /** The server does not know this session any more. */
  lost(): void;
}

/** What is known of the session. */
export interface Known {
  unread: number;
  /** These three are told by the server. */
  ongoing?: boolean;
  threads_open?: boolean;
  available?: boolean;
  profile: Partial<Pick<Profile, ProfileField | "verified">>;
  data: Record<string, Plain>;
  segments: string[];
  threads: ThreadAnswer[];
}

/** One session, as the loader sees it. */
export interface Session {
  website: WebsiteLook;
  id: string;
  token: string;
  /** The chatbox was opened at least once in this session: it is active (threads.md rule 4). */
  active: boolean;
  known: Known;
}

/**
 * What the page asked for with `config` and `CRISP_RUNTIME_CONFIG`, whatever it was, by Crisp's names
 * (those of the latter with colons for their underscores). The loader draws the launcher by it; what
 * the core goes by is checked: `Settings`, in `settings.ts`.
 */
export type Configured = Record<string, Plain>;

/** An entry of the queue that the core is to run, and how things stood when it was pushed. */
export interface Pushed {
  /**
   * `["do" | "set" | "config" | "help", name, third]`, whatever else the page has pushed, or the news
   * that the chatbox was opened for the first time.
   */
  entry: readonly [verb: string, name: string, third: unknown] | "opened";
  active: boolean;
  strict: boolean;
}

/** The panel as `get` and `is` answer of it, also before the core is there. */
export interface Panel {
  isOpen: boolean;
  /** The text in the composer. The core follows what is typed. */
  text: string;
  /** The search view lies over the chat. The core sets it. */
  isCovered: boolean;
}

/** What the core gets from the loader. */
export interface Bridge {
  origin: string;
  /** The browser's own, taken before the page could replace it. */
  WebSocket: typeof WebSocket;
  /** The core's own copies of these are younger. */
  early: Earlier;
  session: Session;
  store: Store;
  /** Of this tab alone, over its pages. */
  tabStore: Store;
  channel: TabChannel;
  voice: Voice;
  pageListeners: PageListeners;
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  panel: Panel;
  configured: Configured;
  /** The colour of launcher and panel, `#rrggbb`: the page's theme or the website's own. */
  accent(): string;
  emit(name: string, ...values: unknown[]): void;
  /** The session's `known` has changed: badge and name of the launcher follow. */
  draw(): void;
  /** A person opened or closed the panel from inside the core. */
  setPanel(open: boolean): void;
  /** A command of the page needs the panel open; other than by a person, other tabs do not follow. */
  openPanel(): void;
  /** The server does not know this session: begin another one, with what it did not take. */
  renew(left: unknown[]): void;
}

/** What the loader asks of the core. */
export interface Core {
  run(pushed: Pushed): void;
  /** The panel is to be shown or not. `focus`: a person asked, so the focus follows. */
  setPanel(open: boolean, focus: boolean): void;
  /** Puts text into the composer. */
  setText(text: string): void;
  /** Shows the search view of the helpdesk, searching for `query` if one is given. */
  openHelpdesk(query?: string): void;
  /** Back to the chat. */
  closeHelpdesk(): void;
  /** Takes its elements out of the page. Resolves when all is delivered and the socket closed. */
  stop(): Promise<void>;
}

/** The module that `import()` of the core gives. */
export interface CoreModule {
  start(bridge: Bridge): Core;
}
