/**
 * The chat itself: what the loader fetches when the chat is first needed. Connects, runs the page's
 * commands, tells the page what happens, and draws the panel into the loader's shadow root.
 */

import { effect } from "@preact/signals";
import { setTimer } from "@threadbox/client/early";
import { render } from "preact";
import { announcer } from "./announce";
import { createCommands, type Effects } from "./commands";
import { keepFor } from "./keep";
import { Live } from "./live";
import type { Bridge, Core, Known, Pushed } from "./state";
import { knownOf, tellAnswer, tellChanges, tellLine } from "./tell";
import { flashTitle } from "./title";
import { Chat } from "./ui/Chat";
import { createStage } from "./ui/stage";
import { View } from "./view";
import { commandOf, createDue, createWaiting } from "./waiting";

/** A server that knows no session at all is not to be asked in a circle. */
const RENEW_MILLISECONDS = 3_000;

/** Starts the chat of one session. */
export function start(bridge: Bridge): Core {
  const { session, voice, store } = bridge;
  const own = new Set<string>();
  const announce = announcer(bridge.root);
  const live = new Live(bridge, {
    line(line, before, after) {
      tellLine(bridge.emit, session, (id) => own.has(id), line, before, after);
      if (line.fact.type === "message_sent") announce.message(line.fact.message);
    },
    answered: (entry, answer) => tellAnswer(voice, entry, answer),
    lost: () => setTimer(bridge.renew, RENEW_MILLISECONDS),
  });
  const prefilled = bridge.text.value;
  const view = new View(live, bridge);
  const waiting = createWaiting(store, session.id);
  const due = createDue(store, session.id, () => live.outbox.entries.value.at(-1)?.at ?? 0);
  const stage = createStage(bridge);
  let strict = false;
  let active = session.active;

  function release(): void {
    for (const command of waiting.take()) due(command);
    live.flush();
  }

  function learn(news: Partial<Known>): void {
    const before = session.known;
    session.known = { ...before, ...news };
    tellChanges(bridge.emit, before, session.known);
    bridge.draw();
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
    send(text) {
      // A message behind a waiting start belongs into its thread, so it stays behind it.
      if (active || waiting.isEmpty()) live.post({ type: "send", text });
      else waiting.add(commandOf({ type: "send", text }));
    },
    show: (text) => view.showText(text),
    read: () => view.markRead(),
    reveal: (line) => view.reveal(line),
    known: () => session.known,
    learn,
  };
  const runEntry = createCommands(effects, voice);

  const stops = [
    effect(() => {
      for (const { id } of live.outbox.entries.value) own.add(id);
    }),
    effect(() => {
      const known = knownOf(live.conversation.value, live.available.value, live.outbox.entries.value);
      // Before the server has answered, the loader knows better, from this visit's boot.
      if (live.isWelcome.value) learn(known);
    }),
    keepFor(() => live.conversation.value, remember),
    flashTitle(() => live.conversation.value?.unread.visitor ?? 0),
  ];

  // What is on its way is not known yet to the server, so only the rest is kept for the next page.
  function remember(): void {
    const { profile, data, segments, threads } = knownOf(live.conversation.value, false, []);
    store.write("known", { session: session.id, value: { profile, data, segments, threads } });
    live.save();
  }

  if (prefilled) view.write(prefilled);
  render(<Chat live={live} view={view} bridge={bridge} stage={stage} />, stage.mount);

  return {
    run(pushed: Pushed) {
      ({ strict } = pushed);
      active = pushed.active;
      runEntry(pushed.entry);
      active = session.active;
    },
    setPanel(open, focus) {
      view.isOpen.value = open;
      stage.setOpen(open, focus);
    },
    setText: (text) => view.write(text),
    stop() {
      for (const stop of stops) stop();
      view.stop();
      stage.stop();
      render(null, stage.mount);
      live.stop();
    },
  };
}

const WAITS =
  "the thread command waits until the chatbox is opened for the first time in this session; " +
  'push ["do", "chat:open"] before it, and it takes effect at once';
const DROPPED =
  "the thread command is dropped, because the chatbox was never opened in this session " +
  '("thread:strict" is on); push ["do", "chat:open"] before it';
