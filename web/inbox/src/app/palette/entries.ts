/** The lines of the palette, from what is loaded and what can be done now. */

import type { Thread, WebsiteName } from "@threadbox/client/protocol";
import { missingThreads } from "@threadbox/client/timeline/threadPages";
import type { Inbox } from "../../server/inbox";
import { openThreads } from "../../shared/composer/target";
import { type KeyAction, SHORTCUTS } from "../../shared/keys";
import { numeral } from "../../shared/locale";
import { nameOf } from "../../shared/names";
import { go, goToConversation, route } from "../../shared/routes";
import { theme } from "../../shared/settings";
import { sortedThreads } from "../../shared/threads/threadSummary";
import { assign, candidates } from "../../threads/assignment";
import type { Actions } from "../actions";
import { goToWebsite } from "../workspace/websites";
import type { PaletteEntry } from "./search";

/** Threads, actions and conversations. */
export function allEntries(
  inbox: Inbox,
  actions: Actions,
  websites: readonly WebsiteName[],
  onSignOut: () => void,
): PaletteEntry[] {
  return [
    ...threads(inbox),
    ...actionEntries(actions, onSignOut),
    ...(websites.length > 1 ? websites.map(websiteEntry) : []),
    ...conversations(inbox),
  ];
}

function websiteEntry({ id, name, domain }: WebsiteName): PaletteEntry {
  return { id, label: name, hint: domain, group: "Websites", run: () => goToWebsite(id) };
}

/** The open threads and the main line, to choose where the reply goes. */
export function threadEntries(inbox: Inbox): PaletteEntry[] {
  const conversation = inbox.opened.value?.conversation.value ?? null;
  if (conversation === null) return [];
  const { only } = route.peek();
  const pick = (thread: string | null) => () => inbox.composer.choose(conversation, only, thread);
  const open = openThreads(conversation).map(
    (thread): PaletteEntry => ({
      id: thread.id,
      label: thread.topic,
      hint: thread.id === conversation.current ? "current" : "",
      group: "Threads",
      run: pick(thread.id),
    }),
  );
  return [...open, { id: "main", label: "Main line", hint: "", group: "Threads", run: pick(null) }];
}

/** Whom a thread can be given to. */
export function operatorEntries(inbox: Inbox, thread: Thread): PaletteEntry[] {
  const conversation = inbox.opened.value?.id ?? "";
  return candidates(inbox, thread).map(
    ({ id, name }): PaletteEntry => ({
      id: id ?? "nobody",
      label: name,
      hint: "",
      group: "Operators",
      run: () => void assign(inbox, conversation, thread, id),
    }),
  );
}

function threads(inbox: Inbox): PaletteEntry[] {
  const opened = inbox.opened.value;
  const conversation = opened?.conversation.value ?? null;
  if (opened === null || conversation === null) return [];
  const known = sortedThreads(conversation.threads, conversation.current).map(
    (thread): PaletteEntry => ({
      id: thread.id,
      label: thread.topic,
      hint: [thread.state, thread.external_id].filter(Boolean).join(" · "),
      group: "Threads",
      run: () => void opened.jump({ thread: thread.id }),
    }),
  );
  const missing = missingThreads(conversation.threads);
  if (missing === null) return known;
  const more = async () => {
    await opened.olderThreads();
    inbox.openDialog({ what: "palette", topics: false });
  };
  const hint = `${numeral(missing.count)} more`;
  const label = "Show older threads";
  return [...known, { id: "older", label, hint, group: "Threads", run: () => void more() }];
}

const OFFERED: readonly KeyAction[] = [
  "reply",
  "note",
  "resolve",
  "start",
  "end",
  "assign",
  "nextUnread",
  "sheet",
];

function actionEntries(actions: Actions, onSignOut: () => void): PaletteEntry[] {
  const keyed = SHORTCUTS.filter(({ action }) => OFFERED.includes(action)).map(
    ({ action, keys, does }): PaletteEntry => ({
      id: action,
      label: action === "end" ? endingOf(actions, does) : does,
      hint: keys.join(" "),
      group: "Actions",
      run: () => void actions.perform(action),
    }),
  );
  const others: [string, string, () => void][] = [
    ["open", "Show open conversations", () => go({ list: "open" })],
    ["resolved", "Show resolved conversations", () => go({ list: "resolved" })],
    ["all", "Show all conversations", () => go({ list: "all" })],
    ["light", "Light look", () => (theme.value = "light")],
    ["dark", "Dark look", () => (theme.value = "dark")],
    ["system", "Look like the system", () => (theme.value = "system")],
    ["sign-out", "Sign out", onSignOut],
  ];
  return [
    ...keyed,
    ...others.map(([id, label, run]): PaletteEntry => ({ id, label, hint: "", group: "Actions", run })),
  ];
}

/** Names the thread that would end: it is the one that is written to, not the one one looks at. */
function endingOf(actions: Actions, does: string): string {
  const thread = actions.target;
  return thread === null ? does : `End thread: ${thread.topic}`;
}

function conversations(inbox: Inbox): PaletteEntry[] {
  return inbox.lists.list(route.peek().list).ids.value.flatMap((id): PaletteEntry[] => {
    const row = inbox.lists.conversations.row(id)?.peek();
    if (row === undefined) return [];
    const hint = row.profile.email ?? row.threads.at(-1)?.topic ?? "";
    return [{ id, label: nameOf(row), hint, group: "Conversations", run: () => goToConversation(id) }];
  });
}
