/** `get` and `is`: answered at once, from what is known and what was just pushed. */

import { first, isPlain, type Plain, tuples } from "../../bridge/arguments";
import type { ProfileField } from "../../bridge/bridge";
import type { Chatbox } from "../chatbox";

/**
 * The value of `$crisp.get(name, key)` or `$crisp.is(name)`; `undefined` when there is no such name.
 * `waiting`: entries that nobody has run yet. The page reads its own writes.
 */
export function getterValue(
  chatbox: Chatbox,
  waiting: readonly unknown[],
  name: string,
  key?: unknown,
): unknown {
  const { panel, session } = chatbox;
  const { known } = session;
  const { profile, threads } = known;
  const isVisible = chatbox.isVisible();
  const isLarge = chatbox.isLarge();
  const pushed = (wanted: string) =>
    (waiting as (unknown[] | null)[]).flatMap((entry) => (entry?.[1] === wanted ? [entry[2]] : []));
  const answers: Record<string, unknown> = {
    // No name of the language's own is one of ours.
    __proto__: null,
    "chat:unread:count": known.unread,
    "chat:opened": panel.isOpen,
    "chat:closed": !panel.isOpen,
    "chat:visible": isVisible,
    "chat:hidden": !isVisible,
    "chat:small": !isLarge,
    "chat:large": isLarge,
    "overlay:opened": panel.isCovered,
    "overlay:closed": !panel.isCovered,
    "message:text": panel.text || null,
    "message:threads": threads.map((thread) => ({ ...thread })),
    "message:thread:ongoing": !!known.threads_open,
    "session:identifier": session.id || null,
    "session:ongoing": !!known.ongoing,
    "website:available": !!known.available,
    "user:company": profile.company ?? null,
  };
  for (const field of "email phone nickname avatar".split(" ") as Exclude<ProfileField, "company">[]) {
    const value = first(pushed(`user:${field}`).at(-1));
    answers[`user:${field}`] = isPlain(value) ? String(value) : (profile[field] ?? null);
  }
  const data = {
    __proto__: null,
    ...known.data,
    ...Object.fromEntries(tuples(pushed("session:data"))),
  } as Record<string, Plain> | { __proto__: null };
  answers["session:data"] =
    key == null ? { ...data } : ((data as Record<string, Plain>)[key as string] ?? null);
  return answers[name];
}
