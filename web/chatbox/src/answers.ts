/** `get` and `is`: answered at once, from what is known and what was just pushed. */

import { first, isPlain, type Plain, tuples } from "./arguments";
import type { Chatbox } from "./chatbox";

/** The value of `$crisp.get(name, key)` or `$crisp.is(name)`; `undefined` when there is no such name. */
export function answer(chatbox: Chatbox, name: string, key?: unknown): unknown {
  const { known, id } = chatbox.session;
  const { profile, threads } = known;
  const isOpen = chatbox.isPanelOpen();
  const isVisible = chatbox.isVisible();
  const isLarge = chatbox.isLarge();
  const isOverlay = chatbox.overlay.value;
  const answers: Record<string, unknown> = {
    // No name of the language's own is one of ours.
    __proto__: null,
    "chat:unread:count": known.unread,
    "chat:opened": isOpen,
    "chat:closed": !isOpen,
    "chat:visible": isVisible,
    "chat:hidden": !isVisible,
    "chat:small": !isLarge,
    "chat:large": isLarge,
    "overlay:opened": isOverlay,
    "overlay:closed": !isOverlay,
    "message:text": chatbox.text.value || null,
    "message:threads": threads.map((thread) => ({ ...thread })),
    "message:thread:ongoing": threads.some((thread) => thread.state === "open"),
    "session:identifier": id,
    "session:ongoing": known.ongoing,
    "website:available": known.available,
    "user:company": profile.company ?? null,
  };
  for (const field of ["email", "phone", "nickname", "avatar"] as const)
    answers[`user:${field}`] = pushedText(chatbox, `user:${field}`) ?? profile[field] ?? null;
  const data: Record<string, Plain> = { ...known.data, ...pushedData(chatbox) };
  answers["session:data"] = key == null ? data : Object.hasOwn(data, String(key)) ? data[String(key)] : null;
  return answers[name];
}

/** What was pushed and is not yet run by the core: the page reads its own writes. */
function pushed(chatbox: Chatbox, name: string): unknown[] {
  return chatbox.pending.flatMap(({ entry }) => (entry[1] === name ? [entry[2]] : []));
}

function pushedText(chatbox: Chatbox, name: string): string | undefined {
  const value = first(pushed(chatbox, name).at(-1));
  return isPlain(value) ? String(value) : undefined;
}

function pushedData(chatbox: Chatbox): Record<string, Plain> {
  return Object.fromEntries(tuples(pushed(chatbox, "session:data")));
}
