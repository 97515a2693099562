/**
 * Runs the entries of the page's queue: what the loader can do itself at once, the rest in the core,
 * in order. Whatever a page pushes, nothing is thrown. The core also says what has no meaning.
 */

import { first, isPlain, tuples } from "../../bridge/arguments";
import type { Listener } from "../../bridge/services";
import type { Chatbox } from "../chatbox";
import type { Parts } from "../parts";
import { getterValue } from "./getters";

type Entry = [verb?: string, name?: string, third?: unknown];

/** Runs one entry, such as `["do", "chat:open"]`. */
export type Run = (entry: unknown) => void;

/** The interpreter of the queue. */
export function createRun(
  chatbox: Chatbox,
  reset: (reload: boolean) => void,
  { configured, pageListeners, voice }: Pick<Parts, "configured" | "pageListeners" | "voice">,
): Run {
  const { coreLoader, panel, session } = chatbox;
  const acts: Record<string, (third: unknown) => void> = {
    "do chat:open": () => chatbox.setPanel(true),
    "do chat:close": () => chatbox.setPanel(false),
    "do chat:toggle": () => chatbox.setPanel(!panel.isOpen),
    "do chat:show": () => chatbox.setVisible(true),
    "do chat:hide": () => chatbox.setVisible(false),
    "do session:reset": (third) => reset(first(third) === true),
    "set message:text": (third) => chatbox.setText(String(first(third) ?? "")),
  };

  /** The core knows which events there are, and looks for itself. */
  function listen(name: string, listener: Listener): void {
    pageListeners.listeners.set(name, listener);
    // A state as much as an event: whoever comes late still hears of it.
    if (name === "session:loaded") pageListeners.emit(name, session.id);
  }

  /** The core knows which settings there are, and says what is none. */
  function configure(name: string, value: unknown): void {
    if (isPlain(value)) configured[name] = value;
    chatbox.configure();
    coreLoader.tell(["config", name, value]);
  }

  return (entry) => {
    try {
      const [verb, given, third] = Array.isArray(entry) ? (entry as Entry) : [];
      const name = String(given);
      const act = acts[`${verb} ${name}`];
      if (act) act(third);
      else if (verb === "config") configure(name, first(third));
      else if (verb === "on" && typeof third === "function") listen(name, third as Listener);
      else if (verb === "safe") voice.silence(name !== "false");
      else if (verb === "off") pageListeners.listeners.delete(name);
      // The core says what has no meaning.
      else if (coreLoader.core || !isKnown(chatbox, name, third))
        coreLoader.hand([String(verb), name, third]);
    } catch (error) {
      // The page's own objects can throw when they are looked at.
      voice.error("what the page gave could not be read", error);
    }
  };
}

/** Whether the server has been told all of this before, so that the core is not needed for it. */
function isKnown(chatbox: Chatbox, name: string, third: unknown): boolean {
  const { unread, profile } = chatbox.session.known;
  if (name === "message:read") return unread === 0;
  // A signature is news until the server calls the e-mail verified.
  if (name === "user:email" && Array.isArray(third) && third[1] && !profile.verified) return false;
  const told = name === "session:data" ? tuples(third) : [[null, first(third)]];
  return (
    told.length > 0 &&
    told.every(([key, value]) => isPlain(value) && getterValue(chatbox, [], name, key) === value)
  );
}
