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
import type { Bridge, Core, Known } from "../bridge/bridge";
import { LiveConversation } from "./conversation/liveConversation";
import { createEntryRunner, leftEntries } from "./crisp/entryRunner";
import { emitForLine, knownOf, tellAnswer } from "./crisp/events";
import { announcer } from "./notifications/announcer";
import { completeLauncher } from "./notifications/badge";
import { createSound, type Sound } from "./notifications/sound";
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
  const prefilled = bridge.panel.text;
  const own = new Set<string>();
  let isOver = false;
  const live = new LiveConversation(bridge, {
    line(line, before, after) {
      if (isOver) return;
      emitForLine(bridge, (id) => own.has(id), line, before, after);
      if (line.fact.type === "message_sent") notify(line.fact.message);
    },
    answered(entry, answer) {
      tellAnswer(bridge.voice, entry, answer);
      view.localItems.settle(entry);
    },
    lost() {
      setTimer(() => isOver || bridge.renew(leftEntries(live, view)), RENEW_MILLISECONDS);
    },
  });
  const view = new PanelState(live, bridge);
  const frame = createPanelFrame(bridge, view.settings);
  const sound = createSound(bridge.store);
  const notify = notifier(bridge, view, sound);
  const entries = createEntryRunner(bridge, live, view);
  const stops = subscriptions(bridge, live, view, own, entries.learn);

  let isWanted = false;
  function show(): void {
    view.isOpen.value = isWanted;
  }

  if (prefilled) view.composer.write(prefilled);
  render(<Panel live={live} view={view} bridge={bridge} frame={frame} sound={sound} />, frame.mount);

  return {
    run: entries.run,
    setPanel(open, focus) {
      isWanted = open;
      // A press is answered before the panel is drawn, which takes longer than a frame.
      if (open && focus) afterFrame(show);
      else show();
      frame.setOpen(open, focus);
    },
    setText: (text) => view.composer.write(text),
    openHelpdesk: entries.openHelpdesk,
    closeHelpdesk: entries.closeHelpdesk,
    stop() {
      isOver = true;
      for (const stop of stops) stop();
      view.stop();
      frame.stop();
      render(null, frame.mount);
      return live.stop();
    },
  };
}

/** What follows the conversation and the panel, each as the way to stop it. `own`: ids of this browser's commands. */
function subscriptions(
  bridge: Bridge,
  live: LiveConversation,
  view: PanelState,
  own: Set<string>,
  learn: (known: Partial<Known>) => void,
): (() => void)[] {
  const unread = signal(bridge.session.known.unread);
  const badge = computed(() => ({
    unread: unread.value,
    isOpen: view.isOpen.value,
    available: view.settings.value["availability:tooltip"] ? live.isHere.value : null,
  }));
  return [
    completeLauncher(bridge, badge),
    effect(() => {
      for (const { id } of live.outbox.entries.value) own.add(id);
    }),
    effect(() => {
      const known = knownOf(live.conversation.value, live.available.value, live.outbox.entries.value);
      // Before the server has answered, the loader knows better, from this visit's boot.
      if (!live.isWelcome.value) return;
      learn(known);
      unread.value = known.unread;
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
}

/** Tells people of messages that come: screen readers of each, the ear of an operator's that is not seen. */
function notifier(bridge: Bridge, view: PanelState, sound: Sound): (message: Message) => void {
  const announce = announcer(bridge.root);
  return (message) => {
    announce.message(message);
    const isHeeded = view.isSeen.value && isLookedAt();
    if (sideOf(message.by) === "operator" && !isHeeded && !view.settings.value["sound:mute"])
      sound.play(message.fingerprint);
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
