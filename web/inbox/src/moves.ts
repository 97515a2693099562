/** What keys, menus and the palette ask for, done on the state: one place, so all three agree. */

import type { Conversation, Thread } from "@threadbox/client/protocol";
import { copyLink } from "./actions";
import type { KeyAction } from "./keys";
import { go, goToConversation, permalink, replace, route } from "./routes";
import type { Inbox } from "./state";
import { threadBeside } from "./timeline";
import { toast } from "./toasts";

export class Moves {
  /** The `seq` at the top of the screen, for going from thread to thread; the timeline keeps it. */
  topSeq = 0;

  constructor(private readonly inbox: Inbox) {}

  /** The opened conversation, once it is loaded. */
  get conversation(): Conversation | null {
    return this.inbox.opened.peek()?.conversation.peek() ?? null;
  }

  /** Does what a key asks for; false when there is nothing to do, so the key stays the browser's. */
  perform(action: KeyAction): boolean {
    if (action === "palette") return this.#ask({ what: "palette", topics: false });
    if (action === "sheet") return this.#ask({ what: "sheet" });
    if (action === "nextUnread") return this.nextUnread();
    const conversation = this.conversation;
    return conversation === null ? false : this.#performIn(conversation, action);
  }

  #performIn(conversation: Conversation, action: KeyAction): boolean {
    const { inbox } = this;
    const { only } = route.peek();
    switch (action) {
      case "reply":
      case "note":
        inbox.composing.turn(conversation, only, action);
        return true;
      case "resolve":
        this.toggleState(conversation);
        return true;
      case "start":
        return this.#ask({ what: "start", conversation: conversation.id });
      case "end":
        return this.endTarget(conversation, only);
      case "switch":
        return this.#ask({ what: "palette", topics: true });
      case "previousThread":
        return this.#beside(-1);
      case "nextThread":
        return this.#beside(1);
      case "leave":
        return this.#leave();
      default:
        return false;
    }
  }

  /** Resolves an open conversation, opens a resolved one. */
  toggleState(conversation: Conversation): void {
    this.inbox.actions.setState(
      conversation.id,
      conversation.state === "resolved" ? "unresolved" : "resolved",
    );
  }

  /** Ends the thread that the composer writes to. */
  endTarget(conversation: Conversation, only: string | null): boolean {
    const { thread, ended } = this.inbox.composing.writer(conversation, only);
    if (thread === null || ended) {
      toast("No thread is open here.");
      return true;
    }
    this.inbox.actions.end(conversation.id, thread);
    return true;
  }

  /** Goes to a thread's start or newest end. */
  jump(thread: Thread, to: "start" | "end"): void {
    const first = thread.episodes[0]?.seq;
    const last = thread.episodes.at(-1);
    const seq = to === "start" ? first : (last?.ended_seq ?? Math.max(last?.seq ?? 0, thread.last_seq));
    if (seq !== undefined) void this.inbox.opened.peek()?.jump({ seq });
  }

  /** The first unread message here, else the next conversation that has some. */
  nextUnread(): boolean {
    const opened = this.inbox.opened.peek();
    const conversation = this.conversation;
    if (
      opened !== null &&
      conversation !== null &&
      conversation.unread.operator > 0 &&
      !opened.atEnd.peek()
    ) {
      void opened.jump({ seq: conversation.read.operator + 1 });
      return true;
    }
    const { ids } = this.inbox.lists.listing(route.peek().list);
    const next = ids.peek().find((id) => {
      const row = this.inbox.lists.conversations.row(id)?.peek();
      return id !== conversation?.id && row !== undefined && row.unread.operator > 0;
    });
    if (next === undefined) toast("Nothing is unread.");
    else goToConversation(next);
    return true;
  }

  /** Shows one thread alone, or everything again. */
  showOnly(thread: string | null): void {
    go({ only: thread, target: null });
  }

  /** Copies the link of a thread. */
  copyThread(thread: Thread): void {
    const conversation = this.conversation;
    if (conversation !== null) void copyLink(permalink(conversation.id, { thread: thread.id }));
  }

  #beside(step: 1 | -1): boolean {
    const thread = threadBeside(this.conversation?.threads ?? [], this.topSeq + step, step);
    if (thread !== null) void this.inbox.opened.peek()?.jump({ thread });
    return true;
  }

  #leave(): boolean {
    if (route.peek().only === null) return false;
    replace({ only: null });
    return true;
  }

  #ask(asking: Parameters<Inbox["ask"]>[0]): boolean {
    this.inbox.ask(asking);
    return true;
  }
}
