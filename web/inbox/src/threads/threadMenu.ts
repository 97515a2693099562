/** What can be done with a thread, the same in the outline and in the bar above the timeline. */

import type { Conversation, Thread } from "@threadbox/client/protocol";
import type { Inbox } from "../server/inbox";
import type { MenuItem } from "../shared/ui/Menu";

/** What the menu does with the view, beside the commands of the inbox. */
export interface ThreadViewActions {
  /** Shows one thread alone, or with `null` everything again. */
  showOnly: (thread: string | null) => void;
  copyThread: (thread: Thread) => void;
}

/** The items of a thread's menu. */
export function threadMenu(
  inbox: Inbox,
  actions: ThreadViewActions,
  conversation: Conversation,
  only: string | null,
  target: string | null,
): (thread: Thread) => MenuItem[] {
  return (thread) => [
    only === thread.id
      ? { id: "all", label: "Show everything", icon: "focus", run: () => actions.showOnly(null) }
      : { id: "only", label: "Show only this thread", icon: "focus", run: () => actions.showOnly(thread.id) },
    ...(thread.state === "open" && thread.id !== conversation.current
      ? [choose(inbox, conversation, thread)]
      : []),
    {
      id: "rename",
      label: "Rename …",
      icon: "pen",
      run: () => inbox.openDialog({ what: "rename", conversation: conversation.id, thread: thread.id }),
    },
    assigning(inbox, conversation, thread, thread.id === target),
    { id: "link", label: "Copy link", icon: "link", run: () => actions.copyThread(thread) },
    ...folding(inbox, conversation, thread),
    ...(thread.state === "open"
      ? endings(inbox, conversation, thread, thread.id === target)
      : [reopening(inbox, conversation, thread)]),
  ];
}

/** The key assigns the thread that is written to, so it stands beside that one alone. */
function assigning(inbox: Inbox, conversation: Conversation, thread: Thread, isTarget: boolean): MenuItem {
  return {
    id: "assign",
    label: "Assign …",
    icon: "person",
    ...(isTarget ? { hint: "A" } : {}),
    run: () => inbox.openDialog({ what: "assign", conversation: conversation.id, thread: thread.id }),
  };
}

function choose(inbox: Inbox, conversation: Conversation, thread: Thread): MenuItem {
  return {
    id: "current",
    label: "Make current",
    icon: "check",
    run: () => inbox.commands.choose(conversation.id, thread.id),
  };
}

/** The key ends the thread that is written to, so it stands beside that one alone. */
function endings(inbox: Inbox, conversation: Conversation, thread: Thread, isTarget: boolean): MenuItem[] {
  return [
    {
      id: "end",
      label: "End thread",
      icon: "toEnd",
      ...(isTarget ? { hint: "⇧E" } : {}),
      run: () => inbox.commands.end(conversation.id, thread),
    },
    {
      id: "end-with",
      label: "End with outcome …",
      icon: "note",
      run: () => inbox.openDialog({ what: "end", conversation: conversation.id, thread: thread.id }),
    },
  ];
}

function reopening(inbox: Inbox, conversation: Conversation, thread: Thread): MenuItem {
  return {
    id: "reopen",
    label: "Reopen thread",
    icon: "reopen",
    run: () => inbox.commands.reopen(conversation.id, thread.id),
  };
}

function folding(inbox: Inbox, conversation: Conversation, thread: Thread): MenuItem[] {
  const ended = conversation.threads.filter((one) => one.state === "ended").map((one) => one.id);
  if (ended.length === 0) return [];
  const all: MenuItem = {
    id: "fold-all",
    label: "Collapse all ended",
    icon: "fold",
    run: () => inbox.folds.set(ended, true),
  };
  if (thread.state !== "ended") return [all];
  const folded = inbox.folds.said.value.get(thread.id) === true;
  return [
    {
      id: "fold",
      label: folded ? "Unfold" : "Fold",
      icon: "fold",
      run: () => inbox.folds.set([thread.id], !folded),
    },
    all,
  ];
}
