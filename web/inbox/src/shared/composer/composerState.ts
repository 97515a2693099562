/** What the composer of each conversation is set to, and what it does with a text. */

import { type Signal, signal } from "@preact/signals";
import { type Attachment, Attachments } from "@threadbox/client/content/attachments";
import type { Conversation, Uploads as UploadRules } from "@threadbox/client/protocol";
import { excessOf, isInvisible, messageOf, normal } from "@threadbox/client/text/messageText";
import type { DraftKey, Drafts, Kind } from "./drafts";
import { problemSentence } from "./fileProblems";
import { type ComposerTarget, composerTarget, type Pin } from "./target";
import { TypingSignals } from "./typingSignals";

interface Setting {
  pin: Pin | null;
  kind: Kind;
  refused: readonly string[];
}

/** The composer as it is to be drawn. */
export interface ComposerView extends ComposerTarget {
  kind: Kind;
  text: string;
  /** Files that go with a reply. */
  attached: readonly Attachment[];
  /** How many characters the text has too many; then nothing is sent. */
  excess: number;
  /** There is something to send, and it can be sent. */
  sendable: boolean;
  /** What is wrong with files that were given and not taken, a sentence each. */
  refused: readonly string[];
}

/** A message to send: `thread` is `null` on the main line. */
export interface OutgoingMessage {
  conversation: string;
  thread: string | null;
  text: string;
  note: boolean;
}

/** What the composer hands over when it sends, and while it is written in. */
interface Sender {
  send: (message: OutgoingMessage) => void;
  typing: (conversation: string, thread: string | null, typing: boolean) => void;
  upload: (target: Omit<DraftKey, "kind">, files: readonly File[]) => void;
}

const UNSET: Setting = { pin: null, kind: "reply", refused: [] };

export class ComposerState {
  readonly #settings: Signal<ReadonlyMap<string, Setting>> = signal(new Map());
  readonly #attachments = new Attachments();
  readonly #typing: TypingSignals;
  /** Puts the focus into the text; set by the composer while it is on the screen. */
  focus: () => void = () => {};

  constructor(
    private readonly drafts: Drafts,
    private readonly sender: Sender,
    now: () => number = Date.now,
  ) {
    this.#typing = new TypingSignals(
      ({ conversation, thread }, typing) => this.sender.typing(conversation, thread, typing),
      now,
    );
  }

  /** Whether files wait in some composer. */
  get holdsFiles(): boolean {
    return this.#attachments.holdsAny;
  }

  /** Where the composer writes, what, and what stands in it. */
  viewOf(conversation: Conversation, only: string | null): ComposerView {
    const { pin, kind, refused } = this.#setting(conversation.id);
    const held = pin !== null && this.#holds(draftKey(conversation.id, pin.thread, kind));
    const target = composerTarget(conversation, pin, only, held);
    const key = draftKey(conversation.id, target.thread?.id ?? null, kind);
    const attached = kind === "reply" ? this.#attachments.of(keyOf(key)) : [];
    const text = this.drafts.text(key);
    const excess = excessOf(messageOf(text));
    const sendable = (!isInvisible(text) || attached.length > 0) && excess === 0 && !target.ended;
    return { ...target, kind, text, attached, excess, sendable, refused };
  }

  /** A conversation is opened: a text that waits in it is taken up where it was left. */
  resume(conversation: Conversation): void {
    const keys = this.drafts.keys(conversation.id);
    const left = keys.find((key) => key.thread === conversation.current) ?? keys[0];
    if (left === undefined || this.#settings.peek().has(conversation.id)) return;
    this.#set(conversation.id, { pin: { thread: left.thread, by: "writing" }, kind: left.kind });
  }

  /** The operator wrote: the draft is kept, and the line is held until the text is sent. */
  write(conversation: Conversation, only: string | null, given: string): void {
    const { thread, kind, ended } = this.viewOf(conversation, only);
    const key = draftKey(conversation.id, thread?.id ?? null, kind);
    const text = normal(given);
    this.drafts.write(key, text);
    this.#refuse(key, []);
    this.#pinWhileHeld(key);
    // A note is not for the visitor, and neither is the news that one is written.
    if (kind === "reply" && !ended) this.#typing.typed(key, text.trim() !== "");
  }

  /** The operator gave files to send with the reply; answers whether all were taken. */
  attach(
    conversation: Conversation,
    only: string | null,
    files: Iterable<File>,
    rules: UploadRules | null,
  ): boolean {
    const { thread, kind } = this.viewOf(conversation, only);
    const key = draftKey(conversation.id, thread?.id ?? null, kind);
    const refused =
      kind === "note"
        ? ["A note holds words only. Choose Reply to send files to the visitor."]
        : this.#attachments
            .add(keyOf(key), files, rules)
            .map(({ file, problem }) => problemSentence(problem, file.name));
    this.#refuse(key, refused);
    this.#pinWhileHeld(key);
    this.focus();
    return refused.length === 0;
  }

  /** What is too long for a message becomes a file. */
  textToFile(conversation: Conversation, only: string | null, rules: UploadRules | null): void {
    const { text } = this.viewOf(conversation, only);
    const file = new File([text], "message.txt", { type: "text/plain" });
    if (this.attach(conversation, only, [file], rules)) this.write(conversation, only, "");
  }

  /** The operator took a file out again. */
  detach(conversation: Conversation, only: string | null, id: string): void {
    const { thread } = this.viewOf(conversation, only);
    const key = draftKey(conversation.id, thread?.id ?? null, "reply");
    this.#attachments.remove(keyOf(key), id);
    this.#pinWhileHeld(key);
    this.focus();
  }

  /** The operator chose a line: what is written goes along. */
  choose(conversation: Conversation, only: string | null, thread: string | null): void {
    const before = this.viewOf(conversation, only);
    const from = draftKey(conversation.id, before.thread?.id ?? null, before.kind);
    if (from.thread !== thread) {
      this.drafts.move(from, { ...from, thread });
      this.#attachments.move(keyOf(from), keyOf({ ...from, thread }));
    }
    const follows = thread === conversation.current && only === null;
    this.#set(conversation.id, { pin: follows ? null : { thread, by: "choice" } });
    this.focus();
  }

  /** Reply or note: what is written goes along. */
  setKind(conversation: Conversation, only: string | null, kind: Kind): void {
    const before = this.viewOf(conversation, only);
    this.focus();
    if (before.kind === kind) return;
    const from = draftKey(conversation.id, before.thread?.id ?? null, before.kind);
    this.drafts.move(from, { ...from, kind });
    this.#typing.stop();
    this.#set(conversation.id, { kind, refused: [] });
  }

  /** Sends what stands in the composer; answers whether there was anything to send. */
  send(conversation: Conversation, only: string | null): boolean {
    const { thread, kind, text: typed, attached, sendable } = this.viewOf(conversation, only);
    if (!sendable) return false;
    const key = draftKey(conversation.id, thread?.id ?? null, kind);
    const text = messageOf(typed);
    if (!isInvisible(text))
      this.sender.send({ conversation: conversation.id, thread: key.thread, text, note: kind === "note" });
    this.drafts.write(key, "");
    this.#refuse(key, []);
    if (attached.length > 0) this.sender.upload(key, this.#attachments.take(keyOf(key)));
    this.#typing.sent();
    // The next word is for the visitor again, unless one says otherwise.
    if (kind === "note") this.#set(conversation.id, { kind: "reply" });
    if (this.#setting(conversation.id).pin?.by === "writing") this.#set(conversation.id, { pin: null });
    return true;
  }

  /** A conversation went on in another one: so does what is half written, on the main line. */
  moveTo(from: string, into: string): void {
    for (const key of this.drafts.keys(from)) this.drafts.move(key, draftKey(into, null, key.kind));
  }

  /** Another conversation is opened: nobody types here any more. */
  leave(): void {
    this.#typing.stop();
  }

  #holds(key: DraftKey): boolean {
    const files = key.kind === "reply" && this.#attachments.of(keyOf(key)).length > 0;
    return files || this.drafts.text(key).trim() !== "";
  }

  /** What is half written never moves to another line by itself. */
  #pinWhileHeld(key: DraftKey): void {
    if (this.#setting(key.conversation).pin?.by === "choice") return;
    const pin: Pin | null = this.#holds(key) ? { thread: key.thread, by: "writing" } : null;
    this.#set(key.conversation, { pin });
  }

  #refuse({ conversation }: DraftKey, refused: readonly string[]): void {
    if (refused.length > 0 || this.#setting(conversation).refused.length > 0)
      this.#set(conversation, { refused });
  }

  #setting(conversation: string): Setting {
    return this.#settings.value.get(conversation) ?? UNSET;
  }

  #set(conversation: string, change: Partial<Setting>): void {
    const settings = new Map(this.#settings.peek());
    settings.set(conversation, { ...(settings.get(conversation) ?? UNSET), ...change });
    this.#settings.value = settings;
  }
}

function draftKey(conversation: string, thread: string | null, kind: Kind): DraftKey {
  return { conversation, thread, kind };
}

/** Attachments are of a line, whatever is written to it. */
function keyOf({ conversation, thread }: DraftKey): string {
  return `${conversation} ${thread ?? "main"}`;
}
