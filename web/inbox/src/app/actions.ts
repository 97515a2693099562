/** What keys, menus and the palette ask for, done on the state: one place, so all three agree. */

import type { Conversation, Thread } from "@threadbox/client/protocol";
import { startBeside } from "../conversation/timelineRows";
import type { Inbox } from "../server/inbox";
import { copyLink } from "../shared/clipboard";
import type { KeyAction } from "../shared/keys";
import { nameOf } from "../shared/names";
import { go, goToConversation, permalink, replace, route } from "../shared/routes";
import { toast } from "../shared/toasts";

/** Where the list and a conversation have the screen to themselves. */
export const SINGLE = "(width < 720px)";

export class Actions {
  /** The items on the screen, for going from thread to thread; the timeline keeps it. */
  shown = { from: 0, to: 0, atEnd: true };
  /** The start of the thread that was gone to last: where the reader is while it is on the screen. */
  #reached: { conversation: string; seq: number } | null = null;

  constructor(private readonly inbox: Inbox) {}

  /** The opened conversation, once it is loaded. */
  get conversation(): Conversation | null {
    return this.inbox.opened.peek()?.conversation.peek() ?? null;
  }

  /** The open thread that the composer writes to; `null`: the main line, or one that has ended. */
  get target(): Thread | null {
    const { conversation } = this;
    if (conversation === null) return null;
    const { thread, ended } = this.inbox.composer.viewOf(conversation, route.peek().only);
    return ended ? null : thread;
  }

  /** Does what a key asks for; false when there is nothing to do, so the key stays the browser's. */
  perform(action: KeyAction): boolean {
    if (action === "palette") return this.#openDialog({ what: "palette", topics: false });
    if (action === "sheet") return this.#openDialog({ what: "sheet" });
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
        inbox.composer.setKind(conversation, only, action);
        return true;
      case "resolve":
        this.toggleState(conversation);
        return true;
      case "start":
        return this.#openDialog({ what: "start", conversation: conversation.id });
      case "end":
        return this.endTarget(conversation);
      case "switch":
        return this.#openDialog({ what: "palette", topics: true });
      case "assign":
        return withTarget(this.target, (thread) =>
          this.inbox.openDialog({ what: "assign", conversation: conversation.id, thread: thread.id }),
        );
      case "previousThread":
      case "nextThread":
        return this.#beside(action === "nextThread" ? 1 : -1);
      case "leave":
        return this.#leave();
      default:
        return false;
    }
  }

  /** Resolves an open conversation and goes on to the next one; opens a resolved one again. */
  toggleState(conversation: Conversation): void {
    void (conversation.state === "resolved" ? this.#reopen(conversation) : this.#resolve(conversation));
  }

  async #resolve(conversation: Conversation): Promise<void> {
    const next = this.#nextAfter(conversation.id);
    if (!(await this.inbox.commands.setState(conversation.id, "resolved"))) return;
    toast(`Resolved: ${nameOf(conversation)}${openThreadsOf(conversation)}`, {
      about: conversation.id,
      action: {
        label: "Undo",
        run: () => {
          void this.inbox.commands.setState(conversation.id, "unresolved");
          goToConversation(conversation.id);
        },
      },
    });
    if (next !== undefined && route.peek().conversation === conversation.id)
      go({ conversation: next, target: null, only: null });
  }

  async #reopen(conversation: Conversation): Promise<void> {
    if (!(await this.inbox.commands.setState(conversation.id, "unresolved"))) return;
    toast(`Reopened: ${nameOf(conversation)}`, {
      about: conversation.id,
      action: {
        label: "Undo",
        run: () => void this.inbox.commands.setState(conversation.id, "resolved"),
      },
    });
  }

  /** Where to go on once a conversation leaves the list; `null`: to the list. Undefined: stay. */
  #nextAfter(conversation: string): string | null | undefined {
    const { list } = route.peek();
    const ids = this.inbox.lists.list(list).ids.peek();
    const at = ids.indexOf(conversation);
    if (list !== "open" || at < 0) return undefined;
    // On a phone the list is where one chooses.
    return matchMedia(SINGLE).matches ? null : (ids[at + 1] ?? ids[at - 1] ?? null);
  }

  /** Ends the thread that the composer writes to. */
  endTarget({ id }: Conversation): boolean {
    return withTarget(this.target, (thread) => this.inbox.commands.end(id, thread));
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
    const { ids } = this.inbox.lists.list(route.peek().list);
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
    const conversation = this.conversation;
    if (conversation === null) return true;
    const start = startBeside(conversation.threads, this.#readerIn(conversation.id), step);
    if (start === null) return true;
    this.#reached = { conversation: conversation.id, seq: start.seq };
    void this.inbox.opened.peek()?.jump({ thread: start.thread });
    return true;
  }

  /** Where the reader is, as a `seq`: at what was gone to, else at the end, else at the top of the screen. */
  #readerIn(conversation: string): number {
    const { from, to, atEnd } = this.shown;
    const reached = this.#reached?.conversation === conversation ? this.#reached.seq : Number.NaN;
    if (from <= reached && reached <= to) return reached;
    return atEnd ? Number.POSITIVE_INFINITY : from;
  }

  #leave(): boolean {
    if (route.peek().only === null) return false;
    replace({ only: null });
    return true;
  }

  #openDialog(request: Parameters<Inbox["openDialog"]>[0]): boolean {
    this.inbox.openDialog(request);
    return true;
  }
}

/** Does something with the thread that is written to, or says that there is none. */
function withTarget(target: Thread | null, act: (thread: Thread) => void): true {
  if (target === null) toast("You write to no open thread.");
  else act(target);
  return true;
}

/** " · 3 threads stay open": resolving ends none. */
function openThreadsOf({ threads }: Conversation): string {
  const open = threads.filter(({ state }) => state === "open").length;
  if (open === 0) return "";
  return open === 1 ? " · 1 thread stays open" : ` · ${open} threads stay open`;
}
