/**
 * The chatbox before its core has loaded: launcher, open or closed, and what the core will have to
 * run. The core (the chat itself) is fetched when it is first needed.
 */

import type { Earlier } from "@threadbox/client/early";
import type { Channel } from "./channel";
import type { Voice } from "./console";
import type { Events } from "./events";
import { createLauncher } from "./launcher";
import { colorOf } from "./palette";
import type { Bridge, Configured, Core, CoreModule, Pushed, Session } from "./state";
import type { Store } from "./storage";

/** A panel that was open is opened again by the next page, if that comes soon enough. */
const RESTORE_MILLISECONDS = 30 * 60_000;

/** What a chatbox is made of. */
export interface Parts {
  origin: string;
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
  /** The server does not know this session: begin another one. */
  renew(): void;
}

/** One session's chatbox. */
export interface Chatbox {
  session: Session;
  text: { value: string };
  overlay: { value: boolean };
  /** Entries handed over while the core is on its way. */
  pending: readonly Pushed[];
  isPanelOpen(): boolean;
  isVisible(): boolean;
  /** The panel fills the screen, or would. */
  isLarge(): boolean;
  setPanel(open: boolean): void;
  setVisible(visible: boolean): void;
  setText(text: string): void;
  /** The page has configured something. */
  draw(): void;
  /** Has the core run an entry, in order. */
  hand(entry: Pushed["entry"]): void;
  /** The same, but a core that is not there is not fetched for it. */
  tell(entry: Pushed["entry"]): void;
  hasCore(): boolean;
  /** Takes up what an earlier page left: entries, waiting commands, an open panel. */
  resume(): void;
  /** Resolves when nothing is pending. */
  settled(): Promise<void>;
  stop(): void;
}

/** Draws the launcher and stands ready. */
export function createChatbox(parts: Parts, session: Session): Chatbox {
  const { store, tabStore, channel, voice, events, configured } = parts;
  const [text, overlay] = [{ value: "" }, { value: false }];
  const accent = () => colorOf(configured["color:theme"]) ?? session.website.accent;
  const launcher = createLauncher(parts.attributes, () => person(!panel), needCore);
  const pending: Pushed[] = [];
  let panel = false;
  let focus = false;
  let core: Core | null = null;
  let loading: Promise<void> | null = null;
  let isOver = false;

  const bridge: Bridge = {
    ...parts,
    session,
    root: launcher.root,
    launcher: launcher.button,
    text,
    overlay,
    accent,
    emit: events.emit,
    draw,
    setPanel: person,
    openPanel: () => setPanel(true),
    isPanelOpen: () => panel,
  };

  async function load(): Promise<void> {
    try {
      const { start } = await parts.loadCore();
      if (isOver) return; // Another session began meanwhile.
      core = start(bridge);
      for (const pushed of pending.splice(0)) core.run(pushed);
      for (const name of events.names()) hand(["on", name, 0]);
      tabStore.write("pending", undefined);
      core.setPanel(panel, focus);
    } catch (error) {
      loading = null; // The next thing that needs the core tries again.
      voice.error("the chat does not start", error);
    }
  }

  function needCore(): void {
    loading ??= load();
  }

  function hand(entry: Pushed["entry"]): void {
    const pushed = { entry, active: session.active, strict: configured["thread:strict"] === true };
    if (core) core.run(pushed);
    else {
      pending.push(pushed);
      tabStore.write("pending", { session: session.id, value: pending });
      needCore();
    }
  }

  function setPanel(wish: boolean): void {
    const open = wish || configured["lock:maximized"] === true;
    if (panel === open) return;
    panel = open;
    store.write("panel", open ? Date.now() : undefined);
    if (open) activate();
    core?.setPanel(open, focus);
    events.emit(open ? "chat:opened" : "chat:closed");
    draw();
  }

  /** The first opening in this session: the chatbox is active from here on (rule 4). */
  function activate(): void {
    needCore();
    if (session.active) return;
    session.active = true;
    hand("opened");
    events.emit("chat:initiated");
    channel.say({ kind: "active" });
  }

  /** A person opened or closed the panel: the other tabs follow; the page's own commands they do not. */
  function person(open: boolean): void {
    focus = true;
    setPanel(open);
    focus = core === null;
    channel.say({ kind: "panel", open });
  }

  function draw(): void {
    launcher.show(panel, isWanted(configured, session), accent(), configured);
    if (session.known.unread) needCore();
  }

  const unhear = channel.hear((told) => {
    if (told.kind === "panel") setPanel(told.open);
    if (told.kind === "active") {
      session.active = true;
      // Said here once more: commands of this tab must not overtake the other tab's.
      if (core) hand("opened");
    }
  });
  addEventListener("resize", draw);
  setPanel(false);
  draw();
  return {
    session,
    text,
    overlay,
    pending,
    isPanelOpen: () => panel,
    isVisible: () => isWanted(configured, session),
    isLarge: () => !!(configured["lock:fullview"] ?? configured["lock:full:view"]) || isNarrow(),
    draw() {
      setPanel(panel);
      draw();
    },
    setPanel,
    setVisible(visible) {
      // Hidden and open, a full-screen panel would leave the page without anything to press.
      if (!visible) setPanel(false);
      configured["chat:hide"] = !visible;
      draw();
    },
    setText(value) {
      text.value = value;
      core?.setText(value);
    },
    hand,
    tell(entry) {
      if (core) hand(entry);
    },
    hasCore: () => core !== null,
    resume() {
      const { active, known } = session;
      const left = tabStore.of<Pushed[]>("pending", session.id);
      if (left) pending.push(...left);
      if (shouldRestorePanel(store.read("panel"))) setPanel(true);
      // Opened elsewhere meanwhile: what waited here is due.
      if (active && store.has("waiting")) hand("opened");
      if (left || known.unread > 0 || store.has(`out/${session.id}/`)) needCore();
      // Answers in a conversation that goes on are to be seen on the button.
      else if (known.ongoing) setTimeout(needCore, 1_000);
    },
    settled: () => loading ?? Promise.resolve(),
    stop() {
      isOver = true;
      unhear();
      removeEventListener("resize", draw);
      core?.stop();
      launcher.remove();
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
  if (typeof since !== "number" || Date.now() - since > RESTORE_MILLISECONDS) return false;
  // On a phone the panel covers the page: somebody who follows a link wants to see where it leads.
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload" || !isNarrow();
}
