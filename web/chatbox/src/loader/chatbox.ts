/**
 * The chatbox of one session, before its core has loaded and after: the launcher, and the panel open
 * or closed. What is in the panel is the core's.
 */

import { setTimer } from "@threadbox/client/browser/builtins";
import type { Bridge, Configured, Known, Panel, Session } from "../bridge/bridge";
import type { TabMessage } from "../bridge/services";
import { type CoreLoader, createCoreLoader } from "./coreLoader";
import { colorOf } from "./crisp/colorThemes";
import { createLauncher } from "./launcher";
import type { Parts } from "./parts";

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

/** One session's chatbox. */
export interface Chatbox {
  session: Session;
  panel: Panel;
  coreLoader: CoreLoader;
  isVisible(): boolean;
  /** The panel fills the screen, or would. */
  isLarge(): boolean;
  setPanel(open: boolean): void;
  setVisible(visible: boolean): void;
  setText(text: string): void;
  /** The page has configured something. */
  configure(): void;
  /** Another tab says something. */
  hear(told: TabMessage): void;
  /** The session is over. Resolves when what was said in it is delivered. */
  stop(): Promise<void> | undefined;
}

/** Draws the launcher and stands ready. */
export function createChatbox(parts: Parts, session: Session): Chatbox {
  const { store, channel, pageListeners, configured } = parts;
  const panel: Panel = { ...CLOSED };
  const launcher = createLauncher(
    parts.hostAttributes,
    () => press(!panel.isOpen),
    () => coreLoader.need(),
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
    emit: pageListeners.emit,
    draw,
    setPanel: press,
    openPanel: () => setPanel(true),
  };
  const coreLoader = createCoreLoader(parts, session, bridge, (core) => core.setPanel(panel.isOpen, focus));

  function setPanel(wish: boolean): void {
    const open = wish || configured["lock:maximized"] === true;
    if (panel.isOpen === open) return;
    panel.isOpen = open;
    store.write("panel", open ? Date.now() : undefined);
    if (open) activate();
    coreLoader.core?.setPanel(open, focus);
    pageListeners.emit(open ? "chat:opened" : "chat:closed");
    draw();
  }

  /** The first opening in this session: the chatbox is active from here on (rule 4). */
  function activate(): void {
    coreLoader.need();
    if (session.active) return;
    session.active = true;
    coreLoader.hand("opened");
    pageListeners.emit("chat:initiated");
    channel.say({ kind: "active", session: session.id });
  }

  /** A person opened or closed the panel: the other tabs follow; the page's own commands they do not. */
  function press(open: boolean): void {
    focus = true;
    setPanel(open);
    focus = !coreLoader.core;
    channel.say({ kind: "panel", session: session.id, open });
  }

  function draw(): void {
    launcher.show(panel.isOpen, isWanted(configured, session), accent(), configured);
    if (session.known.unread) coreLoader.need();
  }

  function configure(): void {
    setPanel(panel.isOpen);
    draw();
  }

  /** Takes up what an earlier page left: entries, waiting commands, an open panel. */
  function resume(): void {
    if (shouldRestorePanel(store.read("panel"))) setPanel(true);
    // Opened elsewhere meanwhile: what waited here is due.
    if (session.active && store.has("waiting")) coreLoader.hand("opened");
    if (coreLoader.pending[0] || store.has(`out/${session.id}/`)) coreLoader.need();
    // Answers in a conversation that goes on are to be seen on the button, and ends of threads heard.
    if (session.known.ongoing || session.known.threads_open) setTimer(coreLoader.need, LATER_MILLISECONDS);
  }

  addEventListener("resize", draw);
  configure();
  resume();
  return {
    session,
    panel,
    coreLoader,
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
      coreLoader.core?.setText(text);
    },
    configure,
    hear(told) {
      if (told.session !== session.id) return;
      if (told.kind === "panel") setPanel(told.open);
      if (told.kind === "active") {
        session.active = true;
        // Said here once more: commands of this tab must not overtake the other tab's.
        coreLoader.tell("opened");
      }
    },
    stop() {
      removeEventListener("resize", draw);
      const left = coreLoader.stop();
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
