/** `get` and `is`: answered at once, from what is known and what was just pushed. */

import { isPlain, type Plain, tuples } from "./arguments";
import type { Chatbox } from "./chatbox";
import type { Voice } from "./console";
import { first } from "./entries";
import type { Known } from "./state";

/** The value of `$crisp.get(name, key)`; `null` when there is none. */
export function get(chatbox: Chatbox, voice: Voice, name: unknown, key?: unknown): unknown {
  const { known, id } = chatbox.session;
  const { profile, data } = known;
  switch (name) {
    case "chat:unread:count":
      return known.unread;
    case "message:text":
      return chatbox.text.value || null;
    case "message:threads":
      return known.threads.map((thread) => ({ ...thread }));
    case "session:identifier":
      return id;
    case "session:data": {
      const all = { ...data, ...pushedData(chatbox) };
      return key == null ? all : (all[String(key)] ?? null);
    }
    case "user:email":
    case "user:phone":
    case "user:nickname":
    case "user:avatar":
      return pushedText(chatbox, name) ?? profile[name.slice(5) as "email"] ?? null;
    case "user:company":
      return profile.company ?? null;
    default:
      voice.warn(`there is no get("${name}") (yet)`);
      return null;
  }
}

/** The answer of `$crisp.is(name)`. */
export function is(chatbox: Chatbox, voice: Voice, name: unknown): boolean {
  const { known } = chatbox.session;
  const isOpen = chatbox.isPanelOpen();
  const answers: Record<string, boolean> = {
    "chat:opened": isOpen,
    "chat:closed": !isOpen,
    "chat:visible": chatbox.isVisible(),
    "chat:hidden": !chatbox.isVisible(),
    // There is one layout and no overlay.
    "chat:small": true,
    "chat:large": false,
    "overlay:opened": false,
    "overlay:closed": true,
    "session:ongoing": known.ongoing,
    "website:available": known.available,
    "message:thread:ongoing": known.threads.some((thread) => thread.state === "open"),
  };
  const answer = answers[String(name)];
  if (answer === undefined) voice.warn(`there is no is("${name}") (yet)`);
  return answer === true;
}

/** What was pushed and is not yet run by the core: the page reads its own writes. */
function pushed(chatbox: Chatbox, name: string): unknown[] {
  return chatbox.pending.flatMap(({ entry }) => (entry !== "opened" && entry[1] === name ? [entry[2]] : []));
}

function pushedText(chatbox: Chatbox, name: string): unknown {
  const value = first(pushed(chatbox, name).at(-1));
  return isPlain(value) ? String(value) : undefined;
}

function pushedData(chatbox: Chatbox): Known["data"] {
  return Object.fromEntries(pushed(chatbox, "session:data").flatMap(tuples)) as Record<string, Plain>;
}
