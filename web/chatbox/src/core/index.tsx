/**
 * The chat itself: what the loader fetches when the chat is first needed. Connects, runs the page's
 * commands, tells the page what happens, and draws the panel into the loader's shadow root.
 */

import { computed, effect, signal } from "@preact/signals";
import { isLookedAt } from "@threadbox/client/browser/attention";
import { adopt, afterFrame, type Earlier, runSoon, setTimer } from "@threadbox/client/browser/builtins";
import { languagesOfReader } from "@threadbox/client/browser/locale";
import { sideOf } from "@threadbox/client/connection/replay";
import type { Message } from "@threadbox/client/protocol";
import { options, render } from "preact";
import type { Bridge, Core, Known, Pushed, Wish } from "../bridge/bridge";
import { LiveConversation } from "./conversation/liveConversation";
import { commandOf, createWaitingCommands } from "./conversation/waitingCommands";
import { createCommands } from "./crisp/commands";
import type { Effects } from "./crisp/effects";
import { emitForLine, knownOf, tellAnswer, tellChanges } from "./crisp/events";
import { announcer } from "./notifications/announcer";
import { completeLauncher } from "./notifications/badge";
import { createSound } from "./notifications/sound";
import { flashTitle } from "./notifications/tabTitle";
import { PanelState } from "./panel/panelState";
import { persist } from "./persist";
import { chosenLocale, speak } from "./texts";
import { createPanelFrame } from "./ui/frame/panelFrame";
import { Panel } from "./ui/panel/Panel";

/** A server that knows no session at all is not to be asked in a circle. */
const RENEW_MILLISECONDS = 3_000;

/** Starts the chat of one session. */
export function start(bridge: Bridge): Core {
  keepOwn(bridge.early);
  const { session, voice, store } = bridge;
  const own = new Set<string>();
  let isOver = false;
  const announce = announcer(bridge.root);
  const live = new LiveConversation(bridge, {
    line(line, before, after) {
      if (isOver) return;
      emitForLine(bridge, (id) => own.has(id), line, before, after);
      if (line.fact.type === "message_sent") came(line.fact.message);
    },
    answered(entry, answer) {
      tellAnswer(voice, entry, answer);
      view.localItems.settle(entry);
    },
    lost() {
      setTimer(() => isOver || bridge.renew(unsaid(live, view)), RENEW_MILLISECONDS);
    },
  });
  const sound = createSound(store);
  const prefilled = bridge.panel.text;
  const view = new PanelState(live, bridge);
  const waiting = createWaitingCommands(store, session.id);
  const stage = createPanelFrame(bridge, view.settings);
  const unread = signal(session.known.unread);
  const badge = computed(() => ({
    unread: unread.value,
    isOpen: view.isOpen.value,
    available: view.settings.value["availability:tooltip"] ? live.isHere.value : null,
  }));
  let strict = false;
  let active = session.active;

  function came(message: Message): void {
    announce.message(message);
    const isHeeded = view.isSeen.value && isLookedAt();
    if (sideOf(message.by) === "operator" && !isHeeded && !view.settings.value["sound:mute"])
      sound.play(message.fingerprint);
  }

  function release(): void {
    for (const { id, ...wish } of waiting.take()) live.post(wish as Wish, id);
  }

  function learn(news: Partial<Known>): void {
    const before = session.known;
    session.known = { ...before, ...news };
    tellChanges(bridge.emit, before, session.known);
    unread.value = session.known.unread;
    bridge.draw();
  }

  /** The search view lies over the chat, so the panel has to be open for it to be seen. */
  function openHelpdesk(query = ""): void {
    view.helpdesk.value = query;
    bridge.openPanel();
  }

  function closeHelpdesk(): void {
    view.helpdesk.value = null;
  }

  const effects: Effects = {
    post: (wish) => void live.post(wish),
    postWhenActive(wish) {
      if (active) return void live.post(wish);
      if (strict) return voice.warn(DROPPED);
      waiting.add(commandOf(wish));
      voice.warn(WAITS);
    },
    opened() {
      live.post({ type: "open" });
      release();
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
  };
  const runEntry = createCommands(effects, bridge);

  const stops = [
    completeLauncher(bridge, badge),
    effect(() => {
      for (const { id } of live.outbox.entries.value) own.add(id);
    }),
    effect(() => {
      const known = knownOf(live.conversation.value, live.available.value, live.outbox.entries.value);
      // Before the server has answered, the loader knows better, from this visit's boot.
      if (live.isWelcome.value) learn(known);
    }),
    persist(
      () => live.conversation.value,
      () => remember(live, bridge),
    ),
    effect(() => {
      bridge.panel.isCovered = view.helpdesk.value !== null;
    }),
    effect(() => speakFor(view.settings.value.locale, live.website.value.locale)),
    flashTitle(() => live.conversation.value?.unread.visitor ?? 0),
  ];

  let isWanted = false;
  function show(): void {
    view.isOpen.value = isWanted;
  }

  if (prefilled) view.composer.write(prefilled);
  render(<Panel live={live} view={view} bridge={bridge} stage={stage} sound={sound} />, stage.mount);

  return {
    run(pushed: Pushed) {
      ({ strict } = pushed);
      active = pushed.active;
      runEntry(pushed.entry);
      active = session.active;
    },
    setPanel(open, focus) {
      isWanted = open;
      // A press is answered before the panel is drawn, which takes longer than a frame.
      if (open && focus) afterFrame(show);
      else show();
      stage.setOpen(open, focus);
    },
    setText: (text) => view.composer.write(text),
    openHelpdesk,
    closeHelpdesk,
    stop() {
      isOver = true;
      for (const stop of stops) stop();
      view.stop();
      stage.stop();
      render(null, stage.mount);
      return live.stop();
    },
  };
}

/** Takes what the loader has kept. Preact alone would take the page's, which may be patched. */
function keepOwn(early: Earlier): void {
  adopt(early);
  options.debounceRendering = runSoon;
  options.requestAnimationFrame = afterFrame;
}

/** In the language of the page's wish, of the page itself, of the browser, or of the website. */
function speakFor(wish: string, website: string | null): void {
  void speak(chosenLocale([wish, document.documentElement.lang, ...languagesOfReader(), website]));
}

/** Keeps what the server knows for the next page: not what is on its way, which it may yet refuse. */
function remember(live: LiveConversation, { store, session }: Bridge): void {
  const { profile, data, segments, threads } = knownOf(live.conversation.value, false, []);
  store.write("known", { session: session.id, value: { profile, data, segments, threads } });
  live.save();
}

/** What a person wrote that this session did not take, as entries for the next one. */
function unsaid({ outbox }: LiveConversation, view: PanelState): unknown[] {
  const left = outbox.entries.value.flatMap(({ command, done }) =>
    command.type === "send" && command.text && !done ? [["do", "message:send", ["text", command.text]]] : [],
  );
  outbox.clear();
  return [...left, ["set", "message:text", [view.composer.text]]];
}

const PUSH = '; push ["do", "chat:open"] before it';
const WAITS = `the thread command waits until the chatbox is opened once in this session${PUSH}`;
const DROPPED = `the thread command is dropped: the chatbox was not opened yet ("thread:strict" is on)${PUSH}`;
