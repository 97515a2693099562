/**
 * Runs the entries of the page's queue: what the loader can do itself at once, the rest in the core,
 * in order. Whatever a page pushes, nothing is thrown; what has no meaning is said once.
 */

import { stringify } from "@threadbox/client/early";
import { first, isPlain, tuples } from "./arguments";
import type { Chatbox } from "./chatbox";
import type { Voice } from "./console";
import type { Events, Listener } from "./events";
import type { ProfileField } from "./state";

type Entry = [verb?: string, name?: string, third?: unknown];

/** Runs one entry, such as `["do", "chat:open"]`. */
export type Run = (entry: unknown) => void;

/** Commands that the core runs (`commands.ts`). */
const OF_CORE =
  /^(do message:(send|show|read|thread:(start|end|select))|set (user:(email|nickname|phone|avatar|company)|session:(data|segments|event)))$/;
const EVENTS =
  /^(session:loaded|chat:(initiated|opened|closed)|message:(sent|received|thread:(started|ended|unread))|user:(email|nickname|phone|avatar):changed|website:availability:changed)$/;

/** What a reset needs of the loader's life. */
export interface Life {
  reset(reload: boolean): void;
  setStrict(strict: boolean): void;
}

/** The interpreter of the queue. */
export function createRun(chatbox: Chatbox, life: Life, events: Events, voice: Voice): Run {
  const acts: Record<string, (third: unknown) => void> = {
    "do chat:open": () => chatbox.setPanel(true),
    "do chat:close": () => chatbox.setPanel(false),
    "do chat:toggle": () => chatbox.setPanel(!chatbox.isPanelOpen()),
    "do chat:show": () => chatbox.setVisible(true),
    "do chat:hide": () => chatbox.setVisible(false),
    "do session:reset": (third) => life.reset(first(third) === true),
    "set message:text": (third) => chatbox.setText(String(first(third) ?? "")),
    "config thread:strict": (third) => life.setStrict(first(third) === true),
    "safe true": () => voice.silence(true),
    "safe false": () => voice.silence(false),
  };

  function listen(name: string, listener: unknown): void {
    if (typeof listener !== "function") voice.warn(`["on", "${name}"] needs a function`);
    else if (EVENTS.test(name)) events.on(name, listener as Listener);
    else voice.warn(`there is no event "${name}" (yet)`);
  }

  return (entry) => {
    try {
      const [verb, name, third] = Array.isArray(entry) ? (entry as Entry) : [];
      const command = `${verb} ${name}`;
      const act = Object.hasOwn(acts, command) && acts[command];
      if (act) act(third);
      else if (OF_CORE.test(command)) {
        if (chatbox.hasCore() || !isKnown(chatbox, String(name), third))
          chatbox.hand([String(verb), String(name), third]);
      } else if (verb === "on") listen(String(name), third);
      else if (verb === "off") events.off(String(name));
      else if (verb === "help") voice.print(`$crisp: ${Object.keys(acts)} ${OF_CORE.source}`);
      else voice.warn(`there is no ${stringify([verb, name])} (yet); it is ignored`);
    } catch (error) {
      // The page's own objects can throw when they are looked at.
      voice.error("an entry of $crisp could not be read", error);
    }
  };
}

/** Whether the server has been told all of this before, so that the core is not needed for it. */
function isKnown({ session: { known } }: Chatbox, name: string, third: unknown): boolean {
  if (name === "message:read") return known.unread === 0;
  // A signature is news until the server calls the e-mail verified.
  if (name === "user:email" && Array.isArray(third) && third[1] && !known.profile.verified) return false;
  const told: [unknown, unknown][] =
    name === "session:data"
      ? tuples(third).map(([key, value]) => [known.data[String(key)], value])
      : [[known.profile[name.slice(5) as ProfileField], first(third)]];
  return told.length > 0 && told.every(([before, now]) => isPlain(before) && before === now);
}
