/**
 * One chatbox after another: the session of this browser, and, after a reset, the next one. What
 * the page asks for in between is done in the next session.
 */

import type { Boot } from "@threadbox/client/protocol";
import { answer } from "./answers";
import { createChannel } from "./channel";
import { type Chatbox, createChatbox } from "./chatbox";
import type { Voice } from "./console";
import { createRun, type Run } from "./entries";
import { createEvents } from "./events";
import { type PageGlobals, type Place, whenBody } from "./page";
import { adoptedByOther, adoptQueue, answerOthers, isSafe } from "./queue";
import { boot } from "./session";
import type { CoreModule, Known, Session } from "./state";
import { createStore, type Store } from "./storage";
import { createTokenKeeper } from "./token";

/** What only the real browser has, and tests bring along. */
export interface Browser {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  loadCore(): Promise<CoreModule>;
}

/** Lives in the page from here on. */
export async function live(
  origin: string,
  globals: PageGlobals,
  voice: Voice,
  browser: Browser,
): Promise<void> {
  voice.silence(isSafe(globals.$crisp));
  const { CRISP_WEBSITE_ID: website } = globals;
  if (typeof website !== "string" || !website) {
    voice.warn("the chat does not start: set window.CRISP_WEBSITE_ID before the script");
    return;
  }
  if (globals.CRISP_TOKEN_ID) voice.warn("CRISP_TOKEN_ID has no effect yet");
  // A second script tag leaves its queue to the chatbox that is here already.
  if (adoptedByOther()) return;
  const place: Place = { origin, website };
  const store = createStore(website, () => localStorage);
  const tabStore = createStore(website, () => sessionStorage);
  const channel = createChannel(website);
  const token = createTokenKeeper(website, store, globals);
  const events = createEvents(voice);
  const settings = { visible: true, strict: false };
  const parts = {
    ...browser,
    origin,
    store,
    tabStore,
    channel,
    voice,
    events,
    settings,
    renew,
  };
  const between: unknown[] = [];
  let chatbox: Chatbox | undefined;
  let run: Run | undefined;

  const life = {
    reset(reload: boolean) {
      end();
      token.keep(undefined);
      store.clear();
      tabStore.clear();
      if (reload) location.reload();
      else void begin().then(() => channel.say({ kind: "reset" }));
    },
    setStrict(strict: boolean) {
      settings.strict = strict;
    },
  };

  /** The session goes on elsewhere, or the server has lost it: the token decides. */
  function renew(): void {
    end();
    void begin();
  }

  function end(): void {
    chatbox?.stop();
    run = undefined;
  }

  /** Begins a session. Without one, when the server refuses, the page is left alone. */
  async function begin(): Promise<void> {
    // The panel was open: the core will be wanted, so it need not wait for the answer.
    if (store.has("panel")) browser.loadCore().catch(() => {});
    const booted = await boot(place, token.find, voice, browser.fetch);
    if (!booted) return;
    token.keep(booted.token);
    await new Promise<void>(whenBody);
    chatbox = createChatbox(parts, sessionOf(booted, store));
    run = createRun(chatbox, life, events, voice);
    // What earlier pages left comes before what this page has to say.
    chatbox.resume();
    events.emit("session:loaded", booted.session);
    for (const entry of between.splice(0)) run(entry);
  }

  function adopt(): void {
    const here = chatbox;
    if (!here) return;
    const latest = () => chatbox ?? here;
    function ask(verb: string, name: unknown, key?: unknown): unknown {
      const found = answer(latest(), name, key);
      if (found === undefined) voice.warn(`there is no ${verb}("${name}") (yet)`);
      return found;
    }
    const ready = adoptQueue(globals, (entry) => (run ? run(entry) : void between.push(entry)), {
      get: (name, key) => ask("get", name, key) ?? null,
      is: (name) => ask("is", name) === true,
    });
    // With commands for the core in the queue, ready means that these have been run.
    void here
      .settled()
      .then(ready)
      .catch((error) => voice.error("CRISP_READY_TRIGGER threw", error));
  }

  const stopAnswering = answerOthers(adopt);
  await begin();
  if (!chatbox) return stopAnswering();
  adopt();
  channel.hear((told) => {
    if (told.kind === "reset") renew();
  });
}

function sessionOf({ website, session, token, opened, ...news }: Boot, store: Store): Session {
  const { unread, ongoing, available } = news;
  const kept = store.of<Partial<Known>>("known", session);
  const known = { profile: {}, data: {}, segments: [], threads: [], ...kept, unread, ongoing, available };
  return { website, id: session, token, active: opened, known };
}
