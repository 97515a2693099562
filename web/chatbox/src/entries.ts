/**
 * Runs the entries of the page's queue: what the loader can do itself at once, the rest in the core,
 * in order. Whatever a page pushes, nothing is thrown. The core also says what has no meaning.
 */

import { first, isPlain, tuples } from "./arguments";
import type { Chatbox } from "./chatbox";
import type { Voice } from "./console";
import type { Events, Listener } from "./events";
import type { Configured, ProfileField } from "./state";

type Entry = [verb?: string, name?: string, third?: unknown];

/** Runs one entry, such as `["do", "chat:open"]`. */
export type Run = (entry: unknown) => void;

/** What entries need of the loader's life. */
export interface Life {
  reset(reload: boolean): void;
  configured: Configured;
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
  };

  function listen(name: string, listener: unknown): void {
    if (typeof listener !== "function") voice.warn(`["on", "${name}"] needs a function`);
    else {
      events.on(name, listener as Listener);
      // The core knows which names there are; one that loads later asks for all of them.
      chatbox.tell(["on", name, 0]);
    }
  }

  /** The core knows which settings there are, and says what is none. */
  function configure(name: string, value: unknown): void {
    if (isPlain(value)) life.configured[name] = value;
    chatbox.draw();
    chatbox.tell(["config", name, value]);
  }

  return (entry) => {
    try {
      const [verb, name, third] = Array.isArray(entry) ? (entry as Entry) : [];
      const command = `${verb} ${name}`;
      const act = Object.hasOwn(acts, command) && acts[command];
      if (act) act(third);
      else if (verb === "config") configure(String(name), first(third));
      else if (verb === "on") listen(String(name), third);
      else if (verb === "safe") voice.silence(String(name) !== "false");
      else if (verb === "off") events.off(String(name));
      else if (/^(do|set|help)$/.test(String(verb))) {
        if (chatbox.hasCore() || !isKnown(chatbox, String(name), third))
          chatbox.hand([String(verb), String(name), third]);
      } else voice.warn(`there is no ["${verb}", "${name}"]; it is ignored`);
    } catch (error) {
      // The page's own objects can throw when they are looked at.
      voice.error("an entry could not be read", error);
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
