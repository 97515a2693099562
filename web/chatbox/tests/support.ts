/**
 * A page, a server at the network's edge, and what the page's console said. Everything between is
 * the real thing: loader, commands, core, outbox, socket.
 */

import type {
  Boot,
  BootRequest,
  Conversation,
  Done,
  Fact,
  Profile,
  ToVisitor,
  VisitorCommand,
  VisitorFrame,
} from "@threadbox/client/protocol";
import { vi } from "vitest";
import * as core from "../src/core/index";
import { createVoice } from "../src/loader/console";
import { embeddingOf, type PageGlobals } from "../src/loader/crisp/pageGlobals";
import { start } from "../src/loader/start";

// What happy-dom does not have and every browser does.
HTMLElement.prototype.showPopover ??= () => {};
Object.defineProperty(performance, "navigation", { value: { type: 0 }, configurable: true });

export const ORIGIN = "https://chat.test";
export const WEBSITE = "8f3c1a52-0000-4000-8000-000000000001";
export const SESSION = "session_11111111-0000-4000-8000-000000000000";

/** `$crisp` once it is ready. */
export interface Crisp {
  push(...entries: unknown[]): unknown;
  get(name: string, key?: string): unknown;
  is(name: string): boolean;
  do(name: string, third?: unknown): void;
  set(name: string, third?: unknown): void;
  on(name: string, listener: unknown): void;
  off(name: string): void;
  config(name: string, third?: unknown): void;
  help(): void;
}

type Command = VisitorCommand;

const NOBODY: Profile = {
  nickname: null,
  email: null,
  phone: null,
  avatar: null,
  company: null,
  verified: false,
};

/** The other end of the wire: answers `hello` and commands, keeps what came. */
export class Server {
  boot: Partial<Boot> = {};
  conversation: Conversation | null = null;
  /** The status of `POST /visitor/boot`, and its body when that is no success. */
  status = 200;
  refusal = "";
  /** What is refused, by command type; the rest is done. */
  refuse: Partial<Record<Command["type"], string>> = {};
  /** What is not answered before `release` or `answer`, by command type. */
  readonly hold = new Set<Command["type"]>();
  booted = 0;
  /** What the boots said. */
  readonly asked: BootRequest[] = [];
  readonly commands: Command[] = [];
  /** The same, with the tokens of their sessions. */
  readonly told: { command: Command; token: string }[] = [];
  readonly frames: VisitorFrame[] = [];
  readonly sockets: FakeSocket[] = [];
  #position = 10;
  #sessions = 0;
  /** What commands have changed, by the token of the session. */
  readonly #changed = new Map<string, { profile: Profile; data: Record<string, string> }>();

  fetch = async (_address?: unknown, request?: RequestInit): Promise<Response> => {
    this.booted += 1;
    if (request) this.asked.push(JSON.parse(String(request.body)));
    if (this.status !== 200) return new Response(this.refusal, { status: this.status });
    return new Response(JSON.stringify(this.#bootAnswer()));
  };

  /** Commands of one type, without their ids. */
  sent(type?: Command["type"]): object[] {
    return this.commands
      .filter((command) => !type || command.type === type)
      .map(({ id: _, ...command }) => command);
  }

  /** Answers what was held of a type; `thread` names the thread that each has led to. */
  release(type: Command["type"], thread: (command: Command) => string | null): void {
    this.hold.delete(type);
    for (const command of this.commands)
      if (command.type === type) this.answer(command.id, { thread: thread(command) });
  }

  /** Answers one command. */
  answer(id: string, more: Partial<Done>): void {
    const nothing = { seq: null, fingerprint: null, thread: null, topic_ignored: false };
    const position = this.#position + 1;
    for (const socket of this.sockets)
      socket.receive({ type: "done", id, position, duplicate: false, ...nothing, ...more });
  }

  newSession(): void {
    this.#sessions += 1;
  }

  /** Facts that happened, to every open socket. */
  happen(...facts: Fact[]): void {
    this.#tell(this.sockets, facts);
  }

  #tell(sockets: readonly FakeSocket[], facts: readonly Fact[]): void {
    const after = this.#position;
    const lines = facts.map((fact) => {
      this.#position += 1;
      return { position: this.#position, fact };
    });
    for (const socket of sockets) socket.receive({ type: "facts", after, lines });
  }

  take(socket: FakeSocket, frame: VisitorFrame): void {
    this.frames.push(frame);
    if (frame.type === "hello") {
      socket.token = frame.token;
      socket.receive(this.#welcome());
    } else if ("id" in frame && frame.type !== "history" && frame.type !== "threads")
      this.#command(socket, frame);
  }

  #command(socket: FakeSocket, command: Command): void {
    this.commands.push(command);
    this.told.push({ command, token: socket.token });
    if (this.hold.has(command.type)) return;
    const reason = this.refuse[command.type];
    if (reason) {
      const refused = { code: "not_found", reason, message: "No.", data: {} } as const;
      socket.receive({ type: "refused", id: command.id, ...refused });
      return;
    }
    const facts = this.#effect(command, socket.token);
    const nothing = { seq: null, fingerprint: null, thread: null, topic_ignored: false };
    const position = this.#position + facts.length;
    socket.receive({ type: "done", id: command.id, position, duplicate: false, ...nothing });
    const ofSession = this.sockets.filter(({ token }) => token === socket.token);
    if (facts.length > 0) this.#tell(ofSession, facts);
  }

  /** What a command changes; only the commands whose effect a test looks at. */
  #effect(command: Command, token: string): Fact[] {
    const by = { kind: "page", id: SESSION, name: null, avatar: null, origin: null } as const;
    const common = { conversation: SESSION, at: 1000, by };
    const before = this.#changed.get(token);
    const first = before ? [] : [{ type: "conversation_created", ...common } as const];
    const now = before ?? { profile: NOBODY, data: {} };
    this.#changed.set(token, now);
    switch (command.type) {
      case "open":
        return [...first, { type: "chat_opened", ...common }];
      case "profile": {
        const { id: _, type: __, ...changes } = command;
        now.profile = { ...now.profile, ...(changes as Partial<Profile>) };
        return [...first, { type: "profile_changed", ...common, profile: now.profile }];
      }
      case "data":
        now.data = { ...now.data, ...(command.data as Record<string, string>) };
        return [...first, { type: "data_changed", ...common, data: now.data }];
      case "segments":
        return [...first, { type: "segments_changed", ...common, segments: command.segments as string[] }];
      default:
        return first;
    }
  }

  #bootAnswer(): Boot {
    const look = { name: "Acme", accent: "#3353d0", welcome: null, locale: null, replies_in: null };
    const website = { id: WEBSITE, ...look };
    const session = this.#sessions === 0 ? SESSION : `${SESSION}-${this.#sessions}`;
    const news = { ongoing: false, threads_open: false, unread: 0, warnings: [] };
    const quiet = { available: true, opened: false, ...news };
    const token = `token-${this.#sessions}`;
    return { website, session, token, domain: null, ...quiet, ...this.boot };
  }

  #welcome(): ToVisitor {
    const { website, session } = this.#bootAnswer();
    return {
      type: "welcome",
      last: null,
      epoch: "e1",
      position: this.#position,
      session,
      heartbeat_seconds: 30,
      website,
      available: true,
      operators: [],
      resumed: false,
      conversation: this.conversation,
      files: { bytes: 1_000_000, media: ["image/png"] },
      file_key: "20786.key",
    };
  }
}

/** A WebSocket whose other end is `Server`. */
export class FakeSocket {
  static server: Server;
  /** Whose it is, once it has said hello. */
  token = "";
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly #server = FakeSocket.server;

  constructor(readonly url: string) {
    this.#server.sockets.push(this);
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(text: string): void {
    const frame: VisitorFrame = JSON.parse(text);
    queueMicrotask(() => this.#server.take(this, frame));
  }

  receive(frame: ToVisitor): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server ends it. */
  lose(code: number): void {
    this.close();
    this.onclose?.({ code });
  }

  close(): void {
    this.readyState = 3;
    const { sockets } = this.#server;
    if (sockets.includes(this)) sockets.splice(sockets.indexOf(this), 1);
  }
}

/** One page load. */
export interface Page {
  crisp: Crisp;
  globals: PageGlobals;
  server: Server;
  /** What the console of the page was told. */
  warnings: string[];
  errors: string[];
  root(): ShadowRoot;
  launcher(): HTMLButtonElement;
  /** The tab goes to another page: everything of this one is gone but the storages. */
  leave(): void;
}

const open: (() => void)[] = [];
/** Elements of pages that were left: what still runs of those must not put them back. */
const gone = new Set<Node | string>();
const { documentElement } = document;
const append = documentElement.append.bind(documentElement);
documentElement.append = (...nodes) => append(...nodes.filter((node) => !gone.has(node)));

const LISTENED = [document, window].map((target) => ({ target, add: target.addEventListener.bind(target) }));

/** Remembers what a page hangs on the document and the window, so that it can go with the page. */
function watchListeners(): () => void {
  const added: [EventTarget, string, EventListenerOrEventListenerObject][] = [];
  for (const { target, add } of LISTENED) {
    vi.spyOn(target, "addEventListener").mockImplementation(
      (type: string, listener: EventListenerOrEventListenerObject, options?: object | boolean) => {
        added.push([target, type, listener]);
        add(type, listener, options);
      },
    );
  }
  return () => {
    for (const [target, type, listener] of added) target.removeEventListener(type, listener);
  };
}

const channels = new Set<BroadcastChannel>();

/** A channel that ends with its page. */
class PageChannel extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    channels.add(this);
  }
}

/** Loads a page that queues `entries` before the script. */
export async function visit(
  entries: unknown[] = [],
  server = new Server(),
  more: PageGlobals = {},
): Promise<Page> {
  const globals: PageGlobals = { $crisp: [...entries], CRISP_WEBSITE_ID: WEBSITE, ...more };
  const [warnings, errors]: string[][] = [[], []];
  const voice = createVoice({
    warn: (text: string) => void warnings?.push(text),
    error: (...told: unknown[]) => void errors?.push(told.join(" ")),
  });
  FakeSocket.server = server;
  const forget = watchListeners();
  channels.clear();
  vi.stubGlobal("BroadcastChannel", PageChannel);
  await start(embeddingOf(`${ORIGIN}/l.js`, globals), globals, voice, {
    fetch: server.fetch,
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    loadCore: async () => core,
  });
  const own = [...channels];
  const host = () => document.querySelector("threadbox-chat") as HTMLElement;
  const page: Page = {
    crisp: globals.$crisp as Crisp,
    globals,
    server,
    warnings: warnings ?? [],
    errors: errors ?? [],
    root: () => host().shadowRoot as ShadowRoot,
    launcher: () => page.root().querySelector("button.launcher") as HTMLButtonElement,
    leave() {
      // What it keeps a moment later would be found by the next test.
      dispatchEvent(new Event("pagehide"));
      for (const socket of [...server.sockets]) socket.close();
      for (const channel of own) channel.close();
      forget();
      for (const left of document.querySelectorAll("threadbox-chat")) {
        gone.add(left);
        left.remove();
      }
    },
  };
  open.push(page.leave);
  await settle();
  return page;
}

/** Lets everything that is on its way arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 36; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** A clean browser for the next test. */
export function cleanUp(): void {
  vi.restoreAllMocks();
  // A tab that is seen again has no title that blinks: its timer would outlive the test.
  document.dispatchEvent(new Event("visibilitychange"));
  for (const leave of open.splice(0)) leave();
  localStorage.clear();
  sessionStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: what the browser has
  document.cookie = `threadbox_${WEBSITE}=; path=/; max-age=0`;
  document.body.replaceChildren();
}
