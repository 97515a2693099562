/**
 * The conversation, live: one socket, one place in the log, one outbox. Everything on the screen is
 * derived from the signals here; nothing here knows of a screen.
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isLookedAt } from "@threadbox/client/browser/attention";
import { runSoon } from "@threadbox/client/browser/builtins";
import { Connection, type Status } from "@threadbox/client/connection/connection";
import { lossOf } from "@threadbox/client/connection/connectionLoss";
import { applyEach } from "@threadbox/client/connection/logLines";
import { LogReader } from "@threadbox/client/connection/logReader";
import { Outbox } from "@threadbox/client/connection/outbox";
import { apply } from "@threadbox/client/connection/replay";
import type {
  Beat,
  Conversation,
  Done,
  Face,
  Facts,
  Line,
  Refused,
  ToVisitor,
  Uploads,
  VisitorCommand,
  VisitorFrame,
  VisitorWelcome,
  WebsiteLook,
} from "@threadbox/client/protocol";
import type { TypingFace } from "@threadbox/client/timeline/rows";
import type { Bridge, ConversationEvents, Wish } from "../../bridge/bridge";
import { tellTyping } from "../crisp/events";
import { readCache, writeCache } from "./conversationCache";
import { hello, here, nameOfTab, watchPage } from "./currentPage";
import { DeliveryReceipts } from "./deliveryReceipts";
import { History } from "./history";
import { changesNothing, repeated } from "./repeatedStarts";
import { TypingFaces } from "./typingFaces";
import { outboxName } from "./waitingCommands";

/** One conversation, kept up to date. */
export class LiveConversation {
  readonly #conversation = signal<Conversation | null>(null);
  readonly #status = signal<Status>("connecting");
  readonly #faces = new TypingFaces();
  readonly #operators = signal<readonly Face[]>([]);
  readonly #available = signal(false);
  readonly #isWelcome = signal(false);
  readonly #files = signal<Uploads | null>(null);
  readonly website: Signal<WebsiteLook>;
  readonly conversation: ReadonlySignal<Conversation | null> = this.#conversation;
  readonly status: ReadonlySignal<Status> = this.#status;
  /** There has been no connection for a moment. */
  readonly isLost: ReadonlySignal<boolean>;
  /** Whether somebody is there; `null` while nobody can know. */
  readonly isHere = computed(() => (this.isLost.value ? null : this.#available.value));
  readonly typing: ReadonlySignal<readonly TypingFace[]> = this.#faces.list;
  readonly operators: ReadonlySignal<readonly Face[]> = this.#operators;
  readonly available: ReadonlySignal<boolean> = this.#available;
  /** The server has answered once: what is known here is what it knows. */
  readonly isWelcome: ReadonlySignal<boolean> = this.#isWelcome;
  /** Which files may be sent; `null` before the server has said so. */
  readonly files: ReadonlySignal<Uploads | null> = this.#files;
  /** Only who has it can read the conversation's files. */
  readonly fileKey = signal("");
  readonly outbox: Outbox<VisitorCommand>;
  readonly #reader = new LogReader();
  readonly #connection: Connection<VisitorFrame, ToVisitor>;
  readonly #bridge: Bridge;
  readonly #heard: ConversationEvents;
  readonly #stops: readonly (() => void)[];
  readonly older = new History(this.#conversation, (frame) => this.#connection.send(frame));
  readonly #delivered = new DeliveryReceipts(
    () => (this.#status.value === "online" ? this.#conversation.value : null),
    (seq) => void this.post({ type: "delivered", seq }),
  );

  constructor(bridge: Bridge, heard: ConversationEvents) {
    this.#bridge = bridge;
    this.#heard = heard;
    const { session, store } = bridge;
    this.#available.value = !!session.known.available;
    this.website = signal(session.website);
    // A session that is over already leaves nothing in the storage.
    const storage = session.id ? store.storage : null;
    const prefix = store.prefix + outboxName(session.id);
    this.outbox = new Outbox({ storage, prefix, tab: nameOfTab(bridge.tabStore) });
    const cached = readCache(store, session.id);
    if (cached) {
      this.#reader.startAt(cached);
      this.#conversation.value = cached.conversation;
      this.#operators.value = cached.operators;
    }
    this.#connection = new Connection<VisitorFrame, ToVisitor>({
      url: `${bridge.origin.replace(/^http/, "ws")}/visitor`,
      WebSocketClass: bridge.WebSocket,
      hello: () => hello(bridge.session, this.#reader.place),
      onFrame: (frame) => this.#take(frame),
      onStatus: (status, code) => this.#changed(status, code),
      onFault: this.#fault,
    });
    const [isLost, unwatch] = lossOf(this.#status);
    this.isLost = isLost;
    this.#stops = [unwatch, watchPage(this.#sayPage)];
  }

  /** Keeps a command and sends it as soon as there is a way; gives its client id. */
  post(wish: Wish, known?: string): string {
    const same = repeated(this.outbox.entries.value, wish);
    if (same) return same.id;
    const id = this.outbox.put(wish, known);
    // Somebody wants something now: that is a better reason to try again than any pause.
    if (this.#connection.status === "waiting") this.#connection.restart();
    this.flush();
    return id;
  }

  /** Sends what is in the outbox, also what other tabs have left there. */
  flush(): void {
    this.outbox.flush((command) => this.#forgets(command) || this.#connection.send(command));
  }

  /** Forgets a start of what is current already. Only who is online knows. */
  #forgets(command: VisitorCommand): boolean {
    if (this.#status.value !== "online") return false;
    if (!changesNothing(this.outbox.entries.value, this.#conversation.value, command)) return false;
    void runSoon(() => this.outbox.dismiss(command.id));
    return true;
  }

  /** Says that the visitor types, or has stopped; lost when there is no connection, and that is fine. */
  sayTyping(typing: boolean, thread: string): void {
    this.#connection.send({ type: "typing", typing, thread });
    tellTyping(this.#bridge, "sent", typing);
  }

  /** Keeps the newest of the conversation in this browser, so that the next page shows it at once. */
  save(): void {
    const { place } = this.#reader;
    const { value: conversation } = this.#conversation;
    const { store, session } = this.#bridge;
    if (!place || !conversation) return;
    writeCache(store, session.id, { ...place, conversation, operators: [...this.#operators.value] });
  }

  /** Leaves when the server has answered all that was said; resolves then. */
  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#delivered.stop();
    await this.outbox.answered();
    this.#connection.stop();
  }

  readonly #fault = (error: unknown) => this.#bridge.voice.error("something went wrong in the chat", error);

  readonly #sayPage = () => void (isLookedAt() && this.#connection.send({ type: "page", page: here() }));

  #take(frame: ToVisitor): void {
    switch (frame.type) {
      case "welcome":
        this.#welcome(frame);
        break;
      case "facts":
      case "beat":
        this.#read(frame);
        break;
      case "start_over":
        this.#startOver();
        break;
      case "done":
      case "refused":
        this.#settle(frame);
        break;
      case "history":
      case "threads":
        this.older.take(frame);
        break;
      case "typing":
        this.#faces.take(frame);
        if (frame.by) tellTyping(this.#bridge, "received", frame.typing, frame.by);
        break;
      case "availability":
        this.#available.value = frame.available;
        this.#operators.value = frame.operators;
    }
  }

  #welcome(frame: VisitorWelcome): void {
    if (!frame.resumed) {
      this.#reader.startAt(frame);
      this.#conversation.value = frame.conversation;
    }
    this.#operators.value = frame.operators;
    this.#available.value = frame.available;
    this.#files.value = frame.files;
    this.fileKey.value = frame.file_key;
    showSettings(this.#bridge, this.website, frame.website);
    this.#isWelcome.value = true;
    this.#sayPage();
    this.#shown();
  }

  #read(frame: Facts | Beat): void {
    const { lines, resume } = this.#reader.take(frame);
    let isOver = false;
    applyEach(lines, this.#apply, (error) => {
      this.#fault(error);
      isOver = true;
    });
    this.#shown();
    if (isOver) this.#startOver();
    else if (resume) this.#connection.send(resume);
  }

  /** What we know is not what the server knows: a snapshot does. */
  #startOver(): void {
    this.#reader.forget();
    this.#connection.restart();
  }

  /** Throws for a line that this version does not understand. */
  readonly #apply = (line: Line): void => {
    if (line.fact.type === "website_changed") showSettings(this.#bridge, this.website, line.fact.settings);
    const before = this.#conversation.value;
    const after = apply(before, line);
    this.#conversation.value = after;
    if (line.fact.type === "message_sent") this.#faces.ended(line.fact.by.id);
    if (before !== after) this.#heard.line(line, before, after);
  };

  /** What the facts show needs no stand-in from the outbox any more. */
  #shown(): void {
    if (this.#reader.place) this.outbox.shown(this.#reader.place.position);
    this.#delivered.look();
  }

  #settle(frame: Done | Refused): void {
    const entry = this.outbox.settle(frame);
    if (!entry) return;
    // Only what has a row stays on the screen as failed; the rest is told to the console.
    const isShown = entry.command.type === "send" || entry.command.type === "start_thread";
    if (entry.state === "failed" && !isShown) this.outbox.dismiss(entry.id);
    if (entry.state === "done" || entry.state === "failed") this.#heard.answered(entry, frame);
    this.#shown();
  }

  #changed(status: Status, code: number | null): void {
    if (status === "waiting" || status === "connecting") {
      this.outbox.rewind();
      this.#reader.rewind();
      this.older.rewind();
    }
    this.#status.value = status;
    if (status === "online") this.flush();
    if (status !== "stopped" || code === null) return;
    if (code === 4401) this.#heard.lost();
    else this.#bridge.voice.warn(`the server closed the chat for good (${code})`);
  }
}

/** What an administrator has set, also while the page is open. */
function showSettings(bridge: Bridge, website: Signal<WebsiteLook>, settings: Partial<WebsiteLook>): void {
  bridge.session.website = website.value = { ...website.value, ...settings };
  bridge.draw();
}
