// The other end of the operator's socket, in a test: it answers what it is told to answer.

import type { Conversation, Counts, Item, Line } from "@threadbox/client/protocol";

export type Sent = { type: string; id?: string } & Record<string, unknown>;

/** What a test puts on the server. */
export interface World {
  position: number;
  conversations: Conversation[];
  items: Item[];
  counts: Counts;
}

export function world(parts: Partial<World> = {}): World {
  return {
    position: 10,
    conversations: [],
    items: [],
    counts: { open: 0, resolved: 0, unread: 0 },
    ...parts,
  };
}

export class FakeServer {
  readonly received: Sent[] = [];
  readonly sockets: Socket[] = [];
  /** Answered commands; a test may take over. */
  answers = true;
  /** Whoever connects is cut off. */
  isAway = false;

  constructor(readonly world: World) {}

  /** A WebSocket class whose sockets end here. */
  get WebSocketClass(): typeof WebSocket {
    const server = this;
    const Class = class extends Socket {
      constructor() {
        super(server);
      }
    };
    return Class as unknown as typeof WebSocket;
  }

  get socket(): Socket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("nobody is connected");
    return socket;
  }

  /** What was asked, of one type. */
  asked(type: string): Sent[] {
    return this.received.filter((frame) => frame.type === type);
  }

  facts(...lines: Line[]): void {
    const after = this.world.position;
    this.world.position = lines.at(-1)?.position ?? after;
    this.socket.say({ type: "facts", after, lines });
  }
}

export class Socket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(private readonly server: FakeServer) {
    server.sockets.push(this);
    queueMicrotask(() => {
      if (server.isAway) return this.drop(1006);
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Sent;
    this.server.received.push(frame);
    queueMicrotask(() => this.#answer(frame));
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.readyState = 3;
  }

  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  #answer(frame: Sent): void {
    const { world } = this.server;
    const { id, type } = frame;
    if (type === "hello") this.say(welcome(world, frame));
    if (type === "list") this.say({ ...world, type: "conversations", id, cursor: null });
    if (type === "conversation") this.#conversation(frame);
    if (type === "history") this.say(history(world, frame));
    if (this.server.answers && COMMANDS.has(type))
      this.say({ type: "done", id, position: world.position, ...DONE });
  }

  #conversation({ id, conversation }: Sent): void {
    const found = this.server.world.conversations.find((one) => one.id === conversation);
    if (found !== undefined) this.say({ type: "conversation", id, conversation: found });
    else
      this.say({
        type: "refused",
        id,
        code: "not_found",
        reason: "conversation_not_found",
        message: "No.",
        data: {},
      });
  }
}

const COMMANDS = new Set([
  "send",
  "read",
  "delivered",
  "start_thread",
  "end_thread",
  "set_state",
  "reopen_thread",
]);
const DONE = { duplicate: false, seq: null, fingerprint: null, thread: null, topic_ignored: false };
const WEBSITE = { id: "website_1", name: "Acme", domain: "acme.example" };

function welcome(world: World, hello: Sent) {
  const resumed = hello.epoch === "one" && typeof hello.position === "number";
  return {
    type: "welcome",
    epoch: "one",
    position: resumed ? hello.position : world.position,
    heartbeat_seconds: 30,
    operator: { id: "operator_1", name: "Olga", email: "olga@acme.example", avatar: null },
    website: WEBSITE,
    websites: [WEBSITE],
    operators: [],
    online: [],
    resumed,
    files: { bytes: 1_000_000, media: ["image/png"] },
  };
}

function history(world: World, { id, conversation, before, after, around, limit }: Sent) {
  const most = Number(limit);
  const { items } = world;
  const from =
    typeof before === "number"
      ? Math.max(0, items.findIndex((item) => item.seq >= before) - most)
      : typeof after === "number"
        ? items.findIndex((item) => item.seq > after)
        : Math.max(0, items.findIndex((item) => item.seq >= Number(around)) - most / 2);
  const page = items.slice(
    from,
    typeof before === "number" ? items.findIndex((i) => i.seq >= before) : from + most,
  );
  return {
    type: "history",
    id,
    conversation,
    position: world.position,
    items: page,
    threads: [],
    has_older: from > 0,
    has_newer: page.at(-1) !== items.at(-1),
  };
}
