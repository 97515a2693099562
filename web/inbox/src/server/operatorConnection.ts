/**
 * The inbox as a reader of the log: one socket, one place in it, and whoever wants the lines.
 *
 * Commands go through the outbox (durable here, once there). Queries are asked again after a
 * lost connection until they are answered, so callers see an answer or a refusal, never a gap.
 */

import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { clientId } from "@threadbox/client/browser/builtins";
import { Connection, type Status } from "@threadbox/client/connection/connection";
import { lossOf } from "@threadbox/client/connection/connectionLoss";
import { applyEach } from "@threadbox/client/connection/logLines";
import { LogReader } from "@threadbox/client/connection/logReader";
import { Outbox, type Unsent } from "@threadbox/client/connection/outbox";
import {
  type ConversationPage,
  type ConversationsPage,
  type Done,
  type GetConversation,
  type GetThreads,
  type History,
  type HistoryPage,
  type Line,
  type ListConversations,
  type OperatorCommand,
  type OperatorFrame,
  type OperatorWelcome,
  PROTOCOL_VERSION,
  type Refused,
  type ThreadsPage,
  type ToOperator,
  type Typing,
} from "@threadbox/client/protocol";

type Query = ListConversations | GetConversation | History | GetThreads;
type Answers = {
  list: ConversationsPage;
  conversation: ConversationPage;
  history: HistoryPage;
  threads: ThreadsPage;
};
type Answer = Answers[keyof Answers];
/** A query of one type before it has its id. */
type Asked<Type> = { type: Type } & Omit<Extract<Query, { type: Type }>, "id" | "type">;

/** A query or command that the server refused. */
export class RefusedError extends Error {
  constructor(readonly refused: Refused) {
    super(refused.message);
  }
}

/** Who reads, and what: an operator one of their websites. */
export interface Scope {
  operator: string;
  website: string;
}

/** What the live connection tells the rest of the inbox. */
export interface ConnectionEvents {
  /** Welcomed. `resumed`: the state stands and facts follow; else everything is to be loaded. */
  onWelcome: (welcome: OperatorWelcome) => void;
  onLine: (line: Line) => void;
  /** A line could not be applied: what is known of its conversation is not true any more. */
  onFault: (line: Line) => void;
  onSignal: (frame: ToOperator) => void;
  /** The server no longer knows who we are. */
  onSignedOut: () => void;
  /** The operator does not answer for this website any more, or it is gone. */
  onNoWebsite: () => void;
}

interface Waiting {
  query: Query;
  resolve: (answer: Answer) => void;
  reject: (error: RefusedError) => void;
}

interface Answered {
  resolve: (done: Done) => void;
  reject: (error: RefusedError) => void;
}

/** Close codes that mean "sign in", and "another website", see docs/protocol.md. */
const NOT_SIGNED_IN = 4401;
const NO_WEBSITE = 4404;

export class OperatorConnection {
  readonly reader = new LogReader();
  readonly outbox: Outbox<OperatorCommand>;
  readonly status: Signal<Status> = signal("connecting");
  /** There has been no connection for a moment. */
  readonly isLost: ReadonlySignal<boolean>;
  readonly #unwatchLoss: () => void;
  readonly #connection: Connection<OperatorFrame, ToOperator>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #answered = new Map<string, Answered>();

  constructor(
    { operator, website }: Scope,
    private readonly listener: ConnectionEvents,
    socket: { url: string; WebSocketClass?: typeof WebSocket } = { url: operatorUrl() },
  ) {
    [this.isLost, this.#unwatchLoss] = lossOf(this.status);
    // Of this website alone: what waits for another one is not to be sent to this.
    this.outbox = new Outbox({ storage: storage(), prefix: `threadbox.outbox.${operator}.${website}.` });
    this.#connection = new Connection<OperatorFrame, ToOperator>({
      ...socket,
      hello: () => ({ type: "hello", version: PROTOCOL_VERSION, website, ...(this.reader.place ?? {}) }),
      onFrame: (frame) => batch(() => this.#receive(frame)),
      onStatus: (status, code) => this.#moved(status, code),
    });
  }

  /** Asks until answered; rejects with `RefusedError` only. */
  query<Type extends Query["type"]>(asked: Asked<Type>): Promise<Answers[Type]> {
    const query = { ...asked, id: clientId() } as unknown as Query;
    return new Promise((resolve, reject) => {
      this.#waiting.set(query.id, { query, resolve: resolve as (answer: Answer) => void, reject });
      this.#connection.send(query);
    });
  }

  /** Puts a command into the outbox, under an id of its own or this one, and sends it when it can. */
  command(command: Unsent<OperatorCommand>, id?: string): string {
    const given = this.outbox.put(command, id);
    this.flush();
    return given;
  }

  /** A command whose outcome is waited for, and which is not kept when refused. */
  async ask(command: Unsent<OperatorCommand>): Promise<Done> {
    const id = this.outbox.put(command);
    const answer = new Promise<Done>((resolve, reject) => this.#answered.set(id, { resolve, reject }));
    this.flush();
    return answer;
  }

  /** Sends what waits in the outbox. */
  flush(): void {
    this.outbox.flush((command) => this.#connection.send(command));
  }

  /** A signal: sent when online, else forgotten. */
  signal(frame: Typing): void {
    this.#connection.send(frame);
  }

  /** Closes for good and forgets what was not sent. */
  stop(): void {
    this.#unwatchLoss();
    this.#connection.stop();
  }

  #receive(frame: ToOperator): void {
    switch (frame.type) {
      case "welcome":
        this.#welcomed(frame as OperatorWelcome);
        break;
      case "facts":
      case "beat":
        this.#read(frame);
        break;
      case "start_over":
        this.#startOver();
        break;
      case "done":
        this.#settled(frame);
        break;
      case "refused":
        this.#refused(frame);
        break;
      case "history":
      case "threads":
      case "conversation":
      case "conversations":
        this.#answer(frame);
        break;
      default:
        this.listener.onSignal(frame);
    }
  }

  #welcomed(welcome: OperatorWelcome): void {
    if (!welcome.resumed) {
      this.reader.startAt(welcome);
      // What was done before is in the snapshots that follow, or lost.
      this.outbox.shown(Number.POSITIVE_INFINITY);
    }
    // Asked on a socket that is gone. What the listener asks now goes out by itself.
    for (const { query } of this.#waiting.values()) this.#connection.send(query);
    this.listener.onWelcome(welcome);
  }

  #read(frame: Parameters<LogReader["take"]>[0]): void {
    const { lines, resume } = this.reader.take(frame);
    applyEach(lines, this.listener.onLine, (error, line) => {
      console.error("Threadbox: a line of the log was not understood", error);
      this.listener.onFault(line);
    });
    if (lines.length > 0) this.#shown();
    if (resume !== null) this.#connection.send(resume);
  }

  /** What we know is not what the server knows: a snapshot does. */
  #startOver(): void {
    this.reader.forget();
    this.#connection.restart();
  }

  #settled(done: Done): void {
    this.outbox.settle(done);
    this.#shown();
    this.#answered.get(done.id)?.resolve(done);
    this.#answered.delete(done.id);
  }

  #refused(refused: Refused): void {
    const id = refused.id;
    if (id === null) return;
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined && refused.code === "too_many") {
      setTimeout(() => this.#connection.send(waiting.query), waitMilliseconds(refused));
      return;
    }
    waiting?.reject(new RefusedError(refused));
    this.#waiting.delete(id);
    const entry = this.outbox.settle(refused);
    if (entry?.state !== "failed") return;
    const asked = this.#answered.get(id);
    this.#answered.delete(id);
    if (asked === undefined) return;
    this.outbox.dismiss(id);
    asked.reject(new RefusedError(refused));
  }

  #answer(answer: Answer): void {
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }

  #shown(): void {
    if (this.reader.place !== null) this.outbox.shown(this.reader.place.position);
  }

  #moved(status: Status, code: number | null): void {
    this.status.value = status;
    if (status === "suspect") return;
    if (status === "online") {
      this.flush();
      return;
    }
    this.reader.rewind();
    this.outbox.rewind();
    if (status === "stopped" && code === NOT_SIGNED_IN) this.listener.onSignedOut();
    if (status === "stopped" && code === NO_WEBSITE) this.listener.onNoWebsite();
  }
}

function waitMilliseconds({ data }: Refused): number {
  return 1000 * (typeof data.retry_after === "number" ? data.retry_after : 1);
}

function operatorUrl(): string {
  return `${location.origin.replace(/^http/, "ws")}/operator`;
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
