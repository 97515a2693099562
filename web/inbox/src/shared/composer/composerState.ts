/** What the composer of each conversation is set to, and what it does with a text. */

import { type Signal, signal } from "@preact/signals";
import { type Attachment, Attachments } from "@threadbox/client/content/attachments";
import type { Conversation, Uploads as UploadRules } from "@threadbox/client/protocol";
import { excessOf, isInvisible, messageOf, normal } from "@threadbox/client/text/messageText";
import type { Actions } from "../../server/commands";
import type { DraftPlace, Drafts, Kind } from "./drafts";
import { problemSentence } from "./fileProblems";
import { type Pin, type TargetLine, targetLine } from "./target";
import { TypingTeller } from "./typingSignals";

interface Setting {
  pin: Pin | null;
  kind: Kind;
  refused: readonly string[];
}

/** The composer as it is to be drawn. */
export interface Writer extends TargetLine {
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

/** What the composer hands over when it sends. */
type Sender = Pick<Actions, "send" | "typing"> & {
  upload: (line: Omit<DraftPlace, "kind">, files: readonly File[]) => void;
};

const UNSET: Setting = { pin: null, kind: "reply", refused: [] };

export class Composing {
  readonly #settings: Signal<ReadonlyMap<string, Setting>> = signal(new Map());
  readonly #attachments = new Attachments();
  readonly #typing: TypingTeller;
  /** Puts the focus into the text; set by the composer while it is on the screen. */
  focus: () => void = () => {};

  constructor(
    private readonly drafts: Drafts,
    private readonly actions: Sender,
    now: () => number = Date.now,
  ) {
    this.#typing = new TypingTeller(
      ({ conversation, thread }, typing) => this.actions.typing(conversation, thread, typing),
      now,
    );
  }

  /** Whether files wait in some composer. */
  get holdsFiles(): boolean {
    return this.#attachments.holdsAny;
  }

  /** Where the composer writes, what, and what stands in it. */
  writer(conversation: Conversation, only: string | null): Writer {
    const { pin, kind, refused } = this.#setting(conversation.id);
    const held = pin !== null && this.#holds(placeOf(conversation.id, pin.thread, kind));
    const target = targetLine(conversation, pin, only, held);
    const place = placeOf(conversation.id, target.thread?.id ?? null, kind);
    const attached = kind === "reply" ? this.#attachments.of(lineOf(place)) : [];
    const text = this.drafts.text(place);
    const excess = excessOf(messageOf(text));
    const sendable = (!isInvisible(text) || attached.length > 0) && excess === 0 && !target.ended;
    return { ...target, kind, text, attached, excess, sendable, refused };
  }

  /** A conversation is opened: a text that waits in it is taken up where it was left. */
  resume(conversation: Conversation): void {
    const places = this.drafts.places(conversation.id);
    const left = places.find((place) => place.thread === conversation.current) ?? places[0];
    if (left === undefined || this.#settings.peek().has(conversation.id)) return;
    this.#set(conversation.id, { pin: { thread: left.thread, by: "writing" }, kind: left.kind });
  }

  /** The operator wrote: the draft is kept, and the line is held until the text is sent. */
  write(conversation: Conversation, only: string | null, given: string): void {
    const { thread, kind, ended } = this.writer(conversation, only);
    const place = placeOf(conversation.id, thread?.id ?? null, kind);
    const text = normal(given);
    this.drafts.write(place, text);
    this.#refuse(place, []);
    this.#pinWhileHeld(place);
    // A note is not for the visitor, and neither is the news that one is written.
    if (kind === "reply" && !ended) this.#typing.typed(place, text.trim() !== "");
  }

  /** The operator gave files to send with the reply; answers whether all were taken. */
  attach(
    conversation: Conversation,
    only: string | null,
    files: Iterable<File>,
    rules: UploadRules | null,
  ): boolean {
    const { thread, kind } = this.writer(conversation, only);
    const place = placeOf(conversation.id, thread?.id ?? null, kind);
    const refused =
      kind === "note"
        ? ["A note holds words only. Choose Reply to send files to the visitor."]
        : this.#attachments
            .add(lineOf(place), files, rules)
            .map(({ file, problem }) => problemSentence(problem, file.name));
    this.#refuse(place, refused);
    this.#pinWhileHeld(place);
    this.focus();
    return refused.length === 0;
  }

  /** What is too long for a message becomes a file. */
  turnIntoFile(conversation: Conversation, only: string | null, rules: UploadRules | null): void {
    const { text } = this.writer(conversation, only);
    const file = new File([text], "message.txt", { type: "text/plain" });
    if (this.attach(conversation, only, [file], rules)) this.write(conversation, only, "");
  }

  /** The operator took a file out again. */
  detach(conversation: Conversation, only: string | null, id: string): void {
    const { thread } = this.writer(conversation, only);
    const place = placeOf(conversation.id, thread?.id ?? null, "reply");
    this.#attachments.remove(lineOf(place), id);
    this.#pinWhileHeld(place);
    this.focus();
  }

  /** The operator chose a line: what is written goes along. */
  choose(conversation: Conversation, only: string | null, thread: string | null): void {
    const before = this.writer(conversation, only);
    const from = placeOf(conversation.id, before.thread?.id ?? null, before.kind);
    if (from.thread !== thread) {
      this.drafts.move(from, { ...from, thread });
      this.#attachments.move(lineOf(from), lineOf({ ...from, thread }));
    }
    const follows = thread === conversation.current && only === null;
    this.#set(conversation.id, { pin: follows ? null : { thread, by: "choice" } });
    this.focus();
  }

  /** Reply or note: what is written goes along. */
  turn(conversation: Conversation, only: string | null, kind: Kind): void {
    const before = this.writer(conversation, only);
    this.focus();
    if (before.kind === kind) return;
    const from = placeOf(conversation.id, before.thread?.id ?? null, before.kind);
    this.drafts.move(from, { ...from, kind });
    this.#typing.stop();
    this.#set(conversation.id, { kind, refused: [] });
  }

  /** Sends what stands in the composer; answers whether there was anything to send. */
  send(conversation: Conversation, only: string | null): boolean {
    const { thread, kind, text: typed, attached, sendable } = this.writer(conversation, only);
    if (!sendable) return false;
    const place = placeOf(conversation.id, thread?.id ?? null, kind);
    const text = messageOf(typed);
    if (!isInvisible(text))
      this.actions.send({ conversation: conversation.id, thread: place.thread, text, note: kind === "note" });
    this.drafts.write(place, "");
    this.#refuse(place, []);
    if (attached.length > 0) this.actions.upload(place, this.#attachments.take(lineOf(place)));
    this.#typing.sent();
    // The next word is for the visitor again, unless one says otherwise.
    if (kind === "note") this.#set(conversation.id, { kind: "reply" });
    if (this.#setting(conversation.id).pin?.by === "writing") this.#set(conversation.id, { pin: null });
    return true;
  }

  /** A conversation went on in another one: so does what is half written, on the main line. */
  carry(from: string, into: string): void {
    for (const place of this.drafts.places(from)) this.drafts.move(place, placeOf(into, null, place.kind));
  }

  /** Another conversation is opened: nobody types here any more. */
  leave(): void {
    this.#typing.stop();
  }

  #holds(place: DraftPlace): boolean {
    const files = place.kind === "reply" && this.#attachments.of(lineOf(place)).length > 0;
    return files || this.drafts.text(place).trim() !== "";
  }

  /** What is half written never moves to another line by itself. */
  #pinWhileHeld(place: DraftPlace): void {
    if (this.#setting(place.conversation).pin?.by === "choice") return;
    const pin: Pin | null = this.#holds(place) ? { thread: place.thread, by: "writing" } : null;
    this.#set(place.conversation, { pin });
  }

  #refuse({ conversation }: DraftPlace, refused: readonly string[]): void {
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

function placeOf(conversation: string, thread: string | null, kind: Kind): DraftPlace {
  return { conversation, thread, kind };
}

/** Attachments are of a line, whatever is written to it. */
function lineOf({ conversation, thread }: DraftPlace): string {
  return `${conversation} ${thread ?? "main"}`;
}
