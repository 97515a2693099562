/**
 * Runs what the page has pushed: the effects of its commands on the conversation, the panel, and what
 * waits for the first opening. Keeps what `get` answers with true.
 */

import type { Bridge, Known, Pushed, Wish } from "../../bridge/bridge";
import type { LiveConversation } from "../conversation/liveConversation";
import { commandOf, createWaitingCommands } from "../conversation/waitingCommands";
import type { PanelState } from "../panel/panelState";
import { createCommands } from "./commands";
import type { Effects } from "./effects";
import { tellChanges } from "./events";

const PUSH = '; push ["do", "chat:open"] before it';
const WAITS = `the thread command waits until the chatbox is opened once in this session${PUSH}`;
const DROPPED = `the thread command is dropped: the chatbox was not opened yet ("thread:strict" is on)${PUSH}`;

/** The page's entries, and what it is to know. */
export interface EntryRunner extends Pick<Effects, "learn" | "openHelpdesk" | "closeHelpdesk"> {
  run(pushed: Pushed): void;
}

/** Joins the table of commands with this chat. */
export function createEntryRunner(bridge: Bridge, live: LiveConversation, view: PanelState): EntryRunner {
  const { session, voice } = bridge;
  const waiting = createWaitingCommands(bridge.store, session.id);
  // As they were when the entry was pushed that is run now.
  let { active } = session;
  let strict = false;

  const learn = (news: Partial<Known>) => learnIn(bridge, news);

  /** The search view lies over the chat, so the panel has to be open for it to be seen. */
  function openHelpdesk(query = ""): void {
    view.helpdesk.value = query;
    bridge.openPanel();
  }
  const closeHelpdesk = () => {
    view.helpdesk.value = null;
  };

  const runEntry = createCommands(
    {
      post: (wish) => void live.post(wish),
      postWhenActive(wish) {
        if (active) return void live.post(wish);
        if (strict) return voice.warn(DROPPED);
        waiting.add(commandOf(wish));
        voice.warn(WAITS);
      },
      opened() {
        live.post({ type: "open" });
        for (const { id, ...wish } of waiting.take()) live.post(wish as Wish, id);
      },
      send(said) {
        // A message behind a waiting start belongs into its thread, so it stays behind it.
        if (active || !waiting.last()) live.post({ type: "send", ...said });
        else waiting.add(commandOf({ type: "send", ...said }));
      },
      show: (content) => view.localItems.add(content, waiting.last()),
      read: () => view.markRead(),
      reveal: (line) => view.reveal(line),
      openHelpdesk,
      closeHelpdesk,
      configure: () => view.configure(),
      emit: bridge.emit,
      known: () => session.known,
      learn,
    },
    bridge,
  );

  return {
    learn,
    openHelpdesk,
    closeHelpdesk,
    run(pushed) {
      ({ strict, active } = pushed);
      runEntry(pushed.entry);
      active = session.active;
    },
  };
}

/** What is known of the session has changed: the page is told, and the launcher follows. */
function learnIn({ session, emit, draw }: Bridge, news: Partial<Known>): void {
  const before = session.known;
  session.known = { ...before, ...news };
  tellChanges(emit, before, session.known);
  draw();
}

/** What a person wrote that this session did not take, as entries for the next one. */
export function leftEntries({ outbox }: LiveConversation, view: PanelState): unknown[] {
  const left = outbox.entries.value.flatMap(({ command, done }) =>
    command.type === "send" && command.text && !done ? [["do", "message:send", ["text", command.text]]] : [],
  );
  outbox.clear();
  return [...left, ["set", "message:text", [view.composer.text]]];
}
