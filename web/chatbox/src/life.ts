/**
 * One chatbox after another: the session of this browser, and, after a reset, the next one. What
 * the page asks for in between is done in the next session.
 */

import { parse, stringify } from "@threadbox/client/early";
import type { Boot } from "@threadbox/client/protocol";
import { answer } from "./answers";
import { createChannel } from "./channel";
import { type Chatbox, createChatbox } from "./chatbox";
import type { Voice } from "./console";
import { createRun, type Run } from "./entries";
import { createEvents } from "./events";
import { configuredBy, type PageGlobals, type Place, tokenIdOf, whenBody } from "./page";
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
  place: Place,
  globals: PageGlobals,
  voice: Voice,
  browser: Browser,
): Promise<void> {
  voice.silence(isSafe(globals.$crisp));
  const { origin, website } = place;
  if (!website) return voice.warn("the chat does not start: there is no CRISP_WEBSITE_ID");
  // A second script tag leaves its queue to the chatbox that is here already.
  if (adoptedByOther()) return;
  const store = createStore(website, () => localStorage);
  const tabStore = createStore(website, () => sessionStorage);
  const channel = createChannel(website);
  const configured = configuredBy(globals);
  const token = createTokenKeeper(website, store, globals, configured);
  const events = createEvents(voice);
  const { CRISP_INCLUDE_ATTRS: attributes } = globals;
  const tools = { store, tabStore, channel, voice, events };
  const early = { parse, stringify };
  const parts = { ...browser, ...tools, early, origin, configured, attributes, renew };
  const between: unknown[] = [];
  let chatbox: Chatbox | undefined;
  let run: Run | undefined;
  let isRefused = false;
  let begun = 0;
  /** The page's `CRISP_TOKEN_ID` counts: nobody has signed out in another tab since it was set. */
  let isBound = true;

  const life = {
    reset(reload: boolean) {
      end();
      token.keep();
      store.clear();
      tabStore.clear();
      isBound = true;
      void begin().then(() => {
        channel.say({ kind: "reset" });
        if (reload) location.reload();
      });
    },
    configured,
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
    const identity = () => ({
      token: token.find(),
      token_id: isBound ? tokenIdOf(globals) : null,
      merge: configured["session:merge"] === true,
    });
    const turn = ++begun;
    const booted = await boot(place, identity, voice, browser.fetch);
    // Another reset came meanwhile: its session is the one.
    if (turn < begun) return;
    isRefused = !booted;
    if (!booted) return;
    for (const reason of booted.warnings) voice.warn(`CRISP_TOKEN_ID has no effect: ${reason}`);
    token.keep(booted.token);
    await new Promise<void>(whenBody);
    chatbox = createChatbox(parts, sessionOf(booted, store));
    run = createRun(chatbox, life, events, voice);
    // What earlier pages left comes before what this page has to say.
    chatbox.resume();
    events.emit("session:loaded", booted.session);
    // One of them may be a reset: those after it are for the session after it.
    between.splice(0).forEach(take);
  }

  /** Runs an entry in the session there is, or keeps it for the one that is on its way. */
  function take(entry: unknown): void {
    run ? run(entry) : between.push(entry);
  }

  function adopt(): void {
    if (!chatbox) return;
    /** Looks at the chatbox of now. What the page passes may throw when it is looked at. */
    function ask(verb: string, name: unknown, key?: unknown): unknown {
      try {
        const found = answer(chatbox as Chatbox, String(name), key);
        if (found === undefined) voice.warn(`there is no ${verb}("${String(name)}")`);
        return found;
      } catch (error) {
        voice.error(`${verb} could not be answered`, error);
        return null;
      }
    }
    const ready = adoptQueue(globals, take, {
      get: (name, key) => ask("get", name, key) ?? null,
      is: (name) => ask("is", name) === true,
    });
    // With commands for the core in the queue, ready means that these have been run.
    chatbox
      .settled()
      .then(ready)
      .catch((error) => voice.error("CRISP_READY_TRIGGER threw", error));
  }

  answerOthers(() => {
    adopt();
    return !isRefused;
  });
  await begin();
  adopt();
  channel.hear((told) => {
    if (told.kind !== "reset") return;
    // Somebody signed out there: the secret that this page still has must not sign them in again.
    isBound = false;
    renew();
  });
}

function sessionOf({ website, session, token, opened, ...news }: Boot, store: Store): Session {
  const kept = store.of<Partial<Known>>("known", session);
  const known = { profile: {}, data: {}, segments: [], threads: [], ...kept, ...news };
  return { website, id: session, token, active: opened, known };
}
