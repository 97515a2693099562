/**
 * The chatbox of one session, before its core has loaded and after: the launcher, and the panel open
 * or closed. What is in the panel is the core's.
 */

import { type Earlier, setTimer } from "@threadbox/client/browser/builtins";
import type { Bridge, Configured, CoreModule, Known, Panel, Session } from "../bridge/bridge";
import type { Voice } from "./console";
import { createHandover, type Handover } from "./coreLoader";
import { colorOf } from "./crisp/colorThemes";
import type { Events } from "./crisp/listeners";
import { createLauncher } from "./launcher";
import type { Store } from "./storage";
import type { Channel, Told } from "./tabChannel";

/** A panel that was open is opened again by the next page, if that comes soon enough. */
const RESTORE_MILLISECONDS = 30 * 60_000;
/** When nothing is urgent, the page comes first. */
const LATER_MILLISECONDS = 1_000;

/** Of `performance.navigation`: old, short, and in every browser. */
const RELOAD = 1;

const CLOSED: Panel = { isOpen: false, text: "", isCovered: false };

/** What is known of somebody who is not here. */
export const NOTHING: Known = {
  unread: 0,
  profile: {},
  data: {},
  segments: [],
  threads: [],
};

/** What a chatbox is made of. */
export interface Parts {
  origin: string;
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  early: Earlier;
  store: Store;
  /** Of this tab alone: what one page left undone, the next page of the tab does. */
  tabStore: Store;
  channel: Channel;
  voice: Voice;
  events: Events;
  configured: Configured;
  /** `CRISP_INCLUDE_ATTRS`, whatever it is. */
  attributes: unknown;
  loadCore(): Promise<CoreModule>;
  /** The server does not know this session: begin another one, with what it did not take. */
  renew(left: unknown[]): void;
}

/** One session's chatbox. */
export interface Chatbox {
  session: Session;
  panel: Panel;
  handover: Handover;
  isVisible(): boolean;
  /** The panel fills the screen, or would. */
  isLarge(): boolean;
  setPanel(open: boolean): void;
  setVisible(visible: boolean): void;
  setText(text: string): void;
  /** The page has configured something. */
  configure(): void;
  /** Another tab says something. */
  hear(told: Told): void;
  /** The session is over. Resolves when what was said in it is delivered. */
  stop(): Promise<void> | undefined;
}

/** Draws the launcher and stands ready. */
export function createChatbox(parts: Parts, session: Session): Chatbox {
  const { store, channel, events, configured } = parts;
  const panel: Panel = { ...CLOSED };
  const launcher = createLauncher(
    parts.attributes,
    () => press(!panel.isOpen),
    () => handover.need(),
  );
  const accent = () => colorOf(configured["color:theme"]) ?? session.website.accent;
  /** A person opened or closed the panel, so the focus follows; also when the core is there later. */
  let focus = false;

  const bridge: Bridge = {
    ...parts,
    ...launcher,
    session,
    panel,
    accent,
    emit: events.emit,
    draw,
    setPanel: press,
    openPanel: () => setPanel(true),
  };
  const handover = createHandover(parts, session, bridge, (core) => core.setPanel(panel.isOpen, focus));

  function setPanel(wish: boolean): void {
    const open = wish || configured["lock:maximized"] === true;
    if (panel.isOpen === open) return;
    panel.isOpen = open;
    store.write("panel", open ? Date.now() : undefined);
    if (open) activate();
    handover.core?.setPanel(open, focus);
    events.emit(open ? "chat:opened" : "chat:closed");
    draw();
  }

  /** The first opening in this session: the chatbox is active from here on (rule 4). */
  function activate(): void {
    handover.need();
    if (session.active) return;
    session.active = true;
    handover.hand("opened");
    events.emit("chat:initiated");
    channel.say({ kind: "active", session: session.id });
  }

  /** A person opened or closed the panel: the other tabs follow; the page's own commands they do not. */
  function press(open: boolean): void {
    focus = true;
    setPanel(open);
    focus = !handover.core;
    channel.say({ kind: "panel", session: session.id, open });
  }

  function draw(): void {
    launcher.show(panel.isOpen, isWanted(configured, session), accent(), configured);
    if (session.known.unread) handover.need();
  }

  function configure(): void {
    setPanel(panel.isOpen);
    draw();
  }

  /** Takes up what an earlier page left: entries, waiting commands, an open panel. */
  function resume(): void {
    if (shouldRestorePanel(store.read("panel"))) setPanel(true);
    // Opened elsewhere meanwhile: what waited here is due.
    if (session.active && store.has("waiting")) handover.hand("opened");
    if (handover.pending[0] || store.has(`out/${session.id}/`)) handover.need();
    // Answers in a conversation that goes on are to be seen on the button, and ends of threads heard.
    if (session.known.ongoing || session.known.threads_open) setTimer(handover.need, LATER_MILLISECONDS);
  }

  addEventListener("resize", draw);
  configure();
  resume();
  return {
    session,
    panel,
    handover,
    isVisible: () => isWanted(configured, session),
    isLarge: () => !!configured["lock:fullview"] || isNarrow(),
    setPanel,
    setVisible(visible) {
      // Hidden and open, a full-screen panel would leave the page without anything to press.
      if (!visible) setPanel(false);
      configured["chat:hide"] = !visible;
      draw();
    },
    setText(text) {
      panel.text = text;
      handover.core?.setText(text);
    },
    configure,
    hear(told) {
      if (told.session !== session.id) return;
      if (told.kind === "panel") setPanel(told.open);
      if (told.kind === "active") {
        session.active = true;
        // Said here once more: commands of this tab must not overtake the other tab's.
        handover.tell("opened");
      }
    },
    stop() {
      removeEventListener("resize", draw);
      const left = handover.stop();
      launcher.remove();
      // Whoever asks before the next session has begun hears of nobody.
      Object.assign(panel, CLOSED);
      session.id = "";
      session.known = NOTHING;
      return left;
    },
  };
}

/** The page wants the launcher to be seen, as things are. */
function isWanted(configured: Configured, { known }: Session): boolean {
  const isAway = configured["hide:on:away"] && !known.available;
  return !configured["chat:hide"] && !isAway && !(configured["hide:on:mobile"] && isNarrow());
}

/** The panel would fill the screen. */
export function isNarrow(): boolean {
  return innerWidth < 480;
}

function shouldRestorePanel(since: unknown): boolean {
  // On a phone the panel covers the page: somebody who follows a link wants to see where it leads.
  const isSeen = performance.navigation.type === RELOAD || !isNarrow();
  return isSeen && Date.now() - Number(since) < RESTORE_MILLISECONDS;
}
