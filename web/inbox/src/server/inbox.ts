/**
 * Everything one signed-in operator sees, and how it is kept true: frames go in here, components
 * read signals. Built once per sign-in, closed on signing out.
 */

import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import { sideOf } from "@threadbox/client/connection/replay";
import { Uploads } from "@threadbox/client/content/uploads";
import type {
  Account,
  Author,
  Conversation,
  Face,
  Line,
  OperatorWelcome,
  ToOperator,
  Uploads as UploadRules,
} from "@threadbox/client/protocol";
import type { Viewed } from "@threadbox/client/ui/Viewer";
import { announce, announcementOf } from "../shared/announcements";
import { ComposerState } from "../shared/composer/composerState";
import { type DraftKey, type Drafts, draftsOf } from "../shared/composer/drafts";
import { learnOperators } from "../shared/faceColors";
import { Folds } from "../shared/folds";
import { type Route, type RouteTarget, replace, route } from "../shared/routes";
import { me, team } from "../shared/team";
import { toast } from "../shared/toasts";
import { guardUnload } from "../shared/unloadGuard";
import { Commands } from "./commands";
import { DeliveryReceipts } from "./deliveryReceipts";
import { Lists } from "./lists";
import { OpenConversation } from "./openConversation";
import { OperatorConnection } from "./operatorConnection";
import { Presence } from "./presence";
import { ShownWebsite } from "./shownWebsite";

/** A dialog that stands over the inbox. */
export type DialogRequest =
  | { what: "start"; conversation: string }
  | { what: "end"; conversation: string; thread: string }
  | { what: "rename"; conversation: string; thread: string }
  | { what: "assign"; conversation: string; thread: string }
  | { what: "palette"; topics: boolean }
  | { what: "picture"; picture: Viewed }
  | { what: "sheet" };

/** How the state reaches the server; tests replace the socket. `website`: the one that is shown. */
export interface InboxOptions {
  operator: Account;
  website: string;
  onSignedOut: () => void;
  /** The operator's websites are others than they were. */
  onNoWebsite?: () => void;
  socket?: { url: string; WebSocketClass?: typeof WebSocket };
}

/** Where the message of a file goes. */
export type MessageTarget = Omit<DraftKey, "kind">;

export class Inbox {
  readonly operator: Account;
  readonly connection: OperatorConnection;
  readonly lists: Lists;
  readonly presence = new Presence();
  readonly drafts: Drafts;
  readonly folds = new Folds();
  readonly commands: Commands;
  /** The conversation on the screen. */
  readonly opened: Signal<OpenConversation | null> = signal(null);
  readonly dialog: Signal<DialogRequest | null> = signal(null);
  readonly composer: ComposerState;
  readonly website = new ShownWebsite();
  /** What files the server takes; `null` before it has said so. */
  readonly fileRules: Signal<UploadRules | null> = signal(null);
  readonly uploads: Uploads<MessageTarget>;
  readonly #receipts: DeliveryReceipts;
  /** How many lists' worth of unread there is, for the rail and the title. */
  readonly unread: ReadonlySignal<number> = computed(() => this.lists.counts.value?.unread ?? 0);
  readonly #closing: (() => void)[] = [];
  #target: RouteTarget | null = null;
  #focused: Element | null = null;

  constructor({ operator, website, onSignedOut, onNoWebsite, socket }: InboxOptions) {
    this.operator = operator;
    this.drafts = draftsOf(operator.id);
    this.connection = new OperatorConnection(
      { operator: operator.id, website },
      {
        onWelcome: (welcome) => this.#welcomed(welcome),
        onLine: (line) => this.#apply(line),
        onFault: ({ fact }) => "conversation" in fact && this.#doubt(fact.conversation),
        onSignal: (frame) => this.#signal(frame),
        onSignedOut,
        onNoWebsite: onNoWebsite ?? onSignedOut,
      },
      socket,
    );
    this.lists = new Lists(this.connection);
    this.commands = new Commands(this.connection);
    this.uploads = new Uploads<MessageTarget>({
      rules: () => this.fileRules.peek(),
      request: ({ target, name }) => ({
        address: `/operator/files?${new URLSearchParams({ website, conversation: target.conversation, name })}`,
        headers: {},
      }),
      arrived: (upload, stored) => this.commands.sendFile(upload, stored),
    });
    this.composer = new ComposerState(this.drafts, {
      send: (message) => this.commands.send(message),
      typing: (...told) => this.commands.typing(...told),
      upload: (target, files) => this.uploads.add(files, target),
    });
    this.#receipts = new DeliveryReceipts(
      (conversation) => deliveredTo(this, conversation),
      (conversation, seq) => this.commands.delivered(conversation, seq),
    );
    this.#closing.push(
      effect(() => this.#follow(route.value)),
      // Who was here when the connection went may have left since.
      effect(() => {
        if (this.connection.isLost.value) this.presence.lose();
      }),
      guardUnload(() => this.composer.holdsFiles || this.uploads.list.peek().length > 0),
    );
  }

  /** The operator as the author of what they write. */
  get me(): Author {
    const { id, name, avatar } = this.operator;
    return { kind: "operator", id, name, avatar, origin: null };
  }

  /** Opens a dialog; where the focus was is remembered for when it closes. */
  openDialog(request: DialogRequest): void {
    if (this.dialog.peek() === null) this.#focused = document.activeElement;
    this.dialog.value = request;
  }

  /** Closes the dialog and gives the focus back. */
  closeDialog(): void {
    if (this.dialog.peek() === null) return;
    this.dialog.value = null;
    const before = this.#focused;
    this.#focused = null;
    // After the dialog is gone: nothing behind it can take the focus before.
    queueMicrotask(() => before instanceof HTMLElement && before.isConnected && before.focus());
  }

  /** Lets go of the connection and of every listener. */
  close(): void {
    for (const close of this.#closing) close();
    this.#receipts.stop();
    this.uploads.stop();
    this.connection.stop();
  }

  #welcomed(welcome: OperatorWelcome): void {
    this.fileRules.value = welcome.files;
    this.website.name.value = welcome.website;
    this.presence.begin(welcome.online);
    learnTeam(welcome.operators, welcome.operator.id);
    if (!welcome.resumed) this.#startOver();
  }

  #startOver(): void {
    void this.lists.startOver(route.peek().list);
    void this.opened.peek()?.reload();
  }

  #follow({ list, conversation, target }: Route): void {
    untracked(() => {
      if (this.connection.reader.place !== null) void this.lists.open(list);
      const shown = this.opened.peek();
      if (shown?.id !== conversation) this.#open(conversation, target);
      else if (target !== null && target !== this.#target) void shown?.jump(target);
      this.#target = target;
    });
  }

  #open(conversation: string | null, target: RouteTarget | null): void {
    const opened = conversation === null ? null : new OpenConversation(conversation, this.connection);
    this.composer.leave();
    this.opened.value = opened;
    void opened?.load(target).then(() => {
      const loaded = opened.conversation.peek();
      if (loaded === null) return;
      if (loaded.merged_into !== null) return this.#leadOn(loaded.id, loaded.merged_into);
      // A fold was said of what had been read.
      this.folds.set(unreadThreads(loaded), null);
      this.composer.resume(loaded);
      this.#receipts.received(loaded.id, loaded.last_seq);
    });
  }

  #apply(line: Line): void {
    this.lists.apply(line);
    this.opened.peek()?.apply(line);
    const { fact } = line;
    this.website.apply(line);
    if (fact.type === "thread_reopened") this.folds.set([fact.thread.id], null);
    if (fact.type === "conversation_merged") this.#leadOn(fact.conversation, fact.into);
    if (fact.type !== "message_sent") return;
    this.presence.sent(fact.conversation, fact.by);
    if (sideOf(fact.by) !== "visitor") return;
    this.#receipts.received(fact.conversation, fact.message.seq);
    const row = this.lists.conversations.row(fact.conversation)?.peek();
    if (row !== undefined) announce(announcementOf(row, fact.message));
  }

  /** What is known of a conversation is not true any more: it is asked for as it is. */
  #doubt(conversation: string): void {
    this.lists.doubt(conversation);
    const opened = this.opened.peek();
    if (opened?.id === conversation) void opened.reload();
  }

  /** The history of a conversation goes on in another one: whoever looks at it goes there. */
  #leadOn(from: string, into: string): void {
    if (route.peek().conversation !== from) return;
    this.composer.moveTo(from, into);
    replace({ conversation: into, target: null, only: null });
    toast("The visitor signed in: the conversation goes on here.", { about: into });
  }

  #signal(frame: ToOperator): void {
    if (frame.type === "availability") learnTeam(frame.operators);
    else if (frame.type === "presence") this.presence.moved(frame);
    else if (frame.type === "typing" && frame.by?.id !== this.operator.id) this.presence.typed(frame);
  }
}

function unreadThreads({ threads }: Conversation): string[] {
  return threads.filter(({ unread }) => unread.operator > 0).map(({ id }) => id);
}

/** Up to where a conversation has reached this screen, as far as its row and its pane tell. */
function deliveredTo(inbox: Inbox, conversation: string): number {
  const opened = inbox.opened.peek();
  const row = inbox.lists.conversations.row(conversation)?.peek();
  const shown = opened?.id === conversation ? opened.conversation.peek() : null;
  return Math.max(row?.delivered.operator ?? 0, shown?.delivered.operator ?? 0);
}

/** `own`: who is at this screen, where that is told. */
function learnTeam(faces: readonly Face[], own = me.peek()): void {
  me.value = own;
  team.value = faces;
  learnOperators(faces);
}
