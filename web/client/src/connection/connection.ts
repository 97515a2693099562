/**
 * A WebSocket that stays up.
 *
 * Connects, says hello, and comes back after a pause (doubling, with full jitter) whenever
 * the socket closes with a code that allows it, and at once when the network or the page
 * comes back. A socket that is doubted is asked, and given up when it does not answer. Nothing
 * here ever throws into the caller: a page that embeds the chatbox is not to be harmed by it.
 */

import {
  clearTimer,
  now,
  parse,
  random,
  setTimer,
  stringify,
  type Timer,
  WebSocketEarly,
} from "../browser/builtins";
import { listen } from "../browser/eventListeners";
import { comesBack, GIVEN_UP, GONE, LEAVING, TOO_MANY } from "./closeCodes";

/**
 * connecting: a socket is being opened or has not been welcomed yet; online: welcomed; suspect:
 * welcomed, and asked whether it is still there; waiting: pausing before the next try; stopped:
 * by `stop()` or by a code that says so.
 */
export type Status = "connecting" | "online" | "suspect" | "waiting" | "stopped";

export interface ConnectionOptions<Outgoing, Incoming extends { type: string }> {
  url: string;
  /** The first frame on every new socket; asked each time, so it can carry the latest place. */
  hello: () => Outgoing;
  onFrame: (frame: Incoming) => void;
  /** `code` is the close code when the status comes from a closing, else null. */
  onStatus?: (status: Status, code: number | null) => void;
  WebSocketClass?: typeof WebSocket;
  /** Told of errors in the callbacks given here; default: the console. */
  onFault?: (error: unknown) => void;
}

const PAUSE_MILLISECONDS = 500;
const PAUSE_MOST_MILLISECONDS = 30_000;
/** A server that says "too many" is given more air at once: the fourth pause. */
const ATTEMPTS_AFTER_TOO_MANY = 4;
/** An opened socket that is not welcomed by then will not be. */
const WELCOME_MILLISECONDS = 15_000;
/** Being online for this long means that the server is well, so pauses start small again. */
const STEADY_MILLISECONDS = 5_000;
const BEATS_MISSED = 2.5;
/** Commands are answered within some tens of milliseconds. */
const ANSWER_MILLISECONDS = 4_000;
/** A ping waits for nothing at the server: this is what a slow network may take. */
const PONG_MILLISECONDS = 2_000;
/** Then an answer may take as long as the silence between two beats. */
const SLOWNESS_MOST = 16;

export class Connection<Outgoing, Incoming extends { type: string }> {
  readonly #options: ConnectionOptions<Outgoing, Incoming>;
  #status: Status = "connecting";
  #socket: WebSocket | null = null;
  #attempts = 0;
  #retry: Timer = null;
  #watch: Timer = null;
  #heardAt = 0;
  #silence = WELCOME_MILLISECONDS;
  /** How many times longer than expected an answer may take, until all is answered again. */
  #slowness = 1;
  /** Ids of commands and queries that wait for their answers. */
  readonly #unanswered = new Set<unknown>();
  readonly #unlisten: () => void;
  #welcomedAt = 0;

  constructor(options: ConnectionOptions<Outgoing, Incoming>) {
    this.#options = options;
    this.#unlisten = listen(
      [
        [window, "online"],
        [window, "offline"],
        [window, "pageshow"],
        [document, "visibilitychange"],
      ],
      this.#wake,
    );
    this.#connect();
  }

  get status(): Status {
    return this.#status;
  }

  /** Sends one frame if the server has welcomed this socket; says whether it was handed over. */
  send(frame: Outgoing): boolean {
    if (!this.#isWelcomed || !this.#write(frame)) return false;
    const { id } = frame as { id?: string };
    if (id && this.#unanswered.add(id).size === 1 && this.#status === "online") this.#listen();
    return true;
  }

  /** Drops the socket and connects anew at once: for `start_over`, or another `hello`. */
  restart(): void {
    if (this.#status === "stopped") return;
    this.#attempts = 0;
    this.#drop(LEAVING);
    this.#connect();
    this.#tell("connecting", null);
  }

  /** Closes for good. */
  stop(): void {
    if (this.#status === "stopped") return;
    this.#drop(LEAVING);
    this.#end(null);
  }

  #connect(): void {
    this.#status = "connecting";
    this.#silence = WELCOME_MILLISECONDS;
    this.#heardAt = now();
    this.#unanswered.clear();
    try {
      const Socket = this.#options.WebSocketClass ?? WebSocketEarly;
      const socket = new Socket(this.#options.url);
      this.#socket = socket;
      socket.onopen = () => this.#opened(socket);
      socket.onmessage = (event) => this.#received(socket, event.data);
      socket.onclose = (event) => this.#closed(socket, event.code);
    } catch (error) {
      // A bad address or a policy that forbids it. Told later, so a constructor never calls back.
      this.#fault(error);
      this.#retry = setTimer(() => this.#pause(GONE), 0);
      return;
    }
    this.#listen();
  }

  get #isWelcomed(): boolean {
    return this.#status === "online" || this.#status === "suspect";
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    try {
      this.#write(this.#options.hello());
    } catch (error) {
      this.#fault(error);
    }
  }

  #received(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket) return;
    this.#heardAt = now();
    const frame = frameOf<Incoming>(data);
    if (frame === null) return;
    const before = this.#status;
    if (this.#unanswered.delete(frame.id) && this.#unanswered.size === 0) this.#slowness = 1;
    if (before === "connecting" && frame.type === "welcome") this.#welcome(frame);
    if (before === "suspect" && frame.type === "pong") {
      this.#status = "online";
      // It is there: what is not answered yet waits for something else.
      this.#unanswered.clear();
    }
    this.#listen();
    try {
      this.#options.onFrame(frame);
    } catch (error) {
      this.#fault(error);
    }
    const isNew = before !== "online" && this.#status === "online";
    if (isNew && socket === this.#socket) this.#tell("online", null);
  }

  #welcome(frame: Incoming): void {
    this.#status = "online";
    this.#welcomedAt = now();
    const seconds = (frame as { heartbeat_seconds?: unknown }).heartbeat_seconds;
    if (typeof seconds === "number" && seconds > 0) this.#silence = seconds * 1000 * BEATS_MISSED;
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimer(this.#watch);
    if (comesBack(code)) this.#pause(code);
    else this.#end(code);
  }

  #pause(code: number): void {
    if (this.#isWelcomed && now() - this.#welcomedAt > STEADY_MILLISECONDS) this.#attempts = 0;
    if (code === TOO_MANY) this.#attempts = Math.max(this.#attempts, ATTEMPTS_AFTER_TOO_MANY);
    const most = Math.min(PAUSE_MOST_MILLISECONDS, PAUSE_MILLISECONDS * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#retry = setTimer(() => this.#again(), random() * most);
    this.#status = "waiting";
    this.#tell("waiting", code);
  }

  #again(): void {
    clearTimer(this.#retry);
    this.#connect();
    this.#tell("connecting", null);
  }

  #end(code: number | null): void {
    this.#status = "stopped";
    this.#unlisten();
    this.#tell("stopped", code);
  }

  /** The network went, or network or page came back: doubt a socket, or try at once. */
  readonly #wake = ({ type }: Event): void => {
    const silence = now() - this.#heardAt;
    if (type === "offline") this.#ask();
    else if (document.visibilityState === "hidden") return;
    else if (this.#status === "waiting") this.#again();
    else if (silence > this.#silence) this.#giveUp();
    else if (silence > ANSWER_MILLISECONDS) this.#ask();
  };

  /** From now on something has to be heard in time. */
  #listen(): void {
    const answer = this.#status === "suspect" ? PONG_MILLISECONDS : ANSWER_MILLISECONDS;
    const isAsked = this.#status === "suspect" || this.#unanswered.size > 0;
    clearTimer(this.#watch);
    this.#watch = setTimer(
      () => (this.#status === "online" ? this.#ask() : this.#giveUp()),
      isAsked ? answer * this.#slowness : this.#silence,
    );
  }

  /** Asks the other end whether it is still there. */
  #ask(): void {
    if (this.#status !== "online") return;
    this.#status = "suspect";
    this.#write({ type: "ping" });
    this.#listen();
    this.#tell("suspect", null);
  }

  #giveUp(): void {
    if (this.#socket === null) return;
    // A large answer on a slow line looks just like this: asked again, it may take longer.
    this.#slowness = Math.min(SLOWNESS_MOST, this.#slowness * 2);
    this.#drop(GIVEN_UP);
    this.#pause(GONE);
  }

  /** Lets go of the socket without waiting for its close event, which may take a minute. */
  #drop(code: number): void {
    clearTimer(this.#retry);
    clearTimer(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      // Browsers complain in the page's console of a socket that is closed before it is open.
      if (code === LEAVING && socket.readyState === 0) socket.onopen = () => socket.close(code);
      else socket.close(code);
    } catch (error) {
      this.#fault(error);
    }
  }

  #write(frame: unknown): boolean {
    const socket = this.#socket;
    if (socket === null || socket.readyState !== 1) return false;
    try {
      socket.send(stringify(frame));
      return true;
    } catch (error) {
      this.#fault(error);
      return false;
    }
  }

  #tell(status: Status, code: number | null): void {
    try {
      this.#options.onStatus?.(status, code);
    } catch (error) {
      this.#fault(error);
    }
  }

  #fault(error: unknown): void {
    if (this.#options.onFault) this.#options.onFault(error);
    else console.error("Threadbox:", error);
  }
}

/** The frame in `data`, or null when it is not a JSON object with a `type`. */
function frameOf<Incoming>(data: unknown): (Incoming & { id?: unknown }) | null {
  try {
    const frame = typeof data === "string" ? parse(data) : null;
    return typeof frame?.type === "string" ? frame : null;
  } catch {
    return null;
  }
}
