/**
 * One session after another: the one of this browser and, after a reset, the next. What the page
 * asks for in between is done in the next one.
 */

import { setTimer } from "@threadbox/client/browser/builtins";
import { boot } from "./bootRequest";
import { type Chatbox, createChatbox, NOTHING } from "./chatbox";
import { createRun, type Run } from "./crisp/entries";
import { getterValue } from "./crisp/getters";
import { type Embedding, type PageGlobals, tokenIdOf } from "./crisp/pageGlobals";
import type { Parts } from "./parts";
import { createTokenKeeper } from "./visitorToken";

/** As long as it may take until what one tab keeps is seen in the others. */
const AGREED_MILLISECONDS = 30;

/** The sessions of one page. */
export interface Sessions {
  /** Begins a session; resolves with `true` when there is one, or else when the server refuses. */
  begin(): Promise<boolean>;
  /** Runs an entry in the session there is, or keeps it for the one that is on its way. */
  run: Run;
  /** Answers `get` and `is`; `undefined` when there is no such name. Throws nothing. */
  ask(name: unknown, key?: unknown): unknown;
  /** Resolves when all entries have been run. */
  settled(): Promise<void>;
}

/** No session yet. */
export function createSessions(
  place: Embedding,
  globals: PageGlobals,
  given: Omit<Parts, "renew">,
): Sessions {
  const { channel, configured, pageListeners, store, tabStore, voice } = given;
  const parts: Parts = { ...given, renew };
  const token = createTokenKeeper(place.website, store, globals, configured);
  const between: unknown[] = [];
  let chatbox: Chatbox | undefined;
  let run: Run | undefined;
  let turns = 0;
  let latest: Promise<boolean>;
  /** How many resets are under way: one may begin what waited behind it, and that may be the next. */
  let resets = 0;
  /** The page's `CRISP_TOKEN_ID` counts: nobody has signed out in another tab since it was set. */
  let isBound = true;

  /**
   * Without a session, when the server refuses, the page is left alone. `sure`: the token to begin
   * with, which is known not to be somebody else's; `null`: none, whatever is here.
   */
  function begin(sure?: string | null): Promise<boolean> {
    latest = attempt(++turns, sure).catch((error) => {
      voice.error("the chat does not start", error);
      return false;
    });
    return latest;
  }

  async function attempt(turn: number, sure?: string | null): Promise<boolean> {
    const isOver = () => turn < turns;
    let asked: string | null = null;
    let merge = false;
    const merges = configured["session:merge"] === true;
    function identity() {
      if (isOver()) return null;
      asked = sure === undefined ? token.guess() : sure;
      // What somebody else may have put here is not taken along.
      merge = merges && (asked === sure || asked === token.own());
      const token_id = isBound ? tokenIdOf(globals) : null;
      return { token: asked, token_id, merge, cookie_domain: token.wished };
    }
    const booted = await boot(place, identity, parts);
    // Another one was begun meanwhile: that is the one.
    if (isOver()) return latest;
    if (!booted) return false;
    // Another tab was faster, or the cookie is not ours: its session is the one of this browser.
    const verified = token.verify(booted.domain);
    if (!resets && (verified !== asked || merges !== merge)) return begin(verified);
    for (const reason of booted.warnings) voice.warn(`CRISP_TOKEN_ID: ${reason}`);
    token.keepToken(booted.token);
    // Tabs that came at the same moment, on sub-domains perhaps, agree on the one that was kept last.
    if (!asked && !resets) {
      await new Promise((resolve) => setTimer(() => resolve(0), AGREED_MILLISECONDS));
      if (isOver()) return latest;
      if (token.guess() !== booted.token) return begin();
    }
    const { website, session, opened, token: own, ...news } = booted;
    const known = { ...NOTHING, ...store.of<object>("known", session), ...news };
    chatbox = createChatbox(parts, { website, id: session, token: own, active: opened, known });
    run = createRun(chatbox, reset, parts);
    pageListeners.emit("session:loaded", session);
    // One of them may be a reset: those after it are for the session after it.
    between.splice(0).forEach(take);
    return true;
  }

  function end(): Promise<void> | undefined {
    run = undefined;
    return chatbox?.stop();
  }

  function take(entry: unknown): void {
    const { website } = place;
    if (String(globals.CRISP_WEBSITE_ID || website) !== website)
      voice.warn("CRISP_WEBSITE_ID is another: load the page anew");
    else run ? run(entry) : between.push(entry);
  }

  async function reset(reload: boolean): Promise<void> {
    const left = end();
    token.forget();
    store.clear();
    tabStore.clear();
    isBound = true;
    resets++;
    // At once, since the page may leave now, and again when there is a session to join.
    channel.say({ kind: "reset" });
    await begin(null);
    channel.say({ kind: "reset" });
    resets--;
    if (!reload) return;
    await left;
    location.reload();
  }

  /** The server has lost the session: the token decides. */
  function renew(left: unknown[]): void {
    end();
    between.unshift(...left);
    void begin();
  }

  channel.hear((told) => {
    if (told.kind !== "reset") return chatbox?.hear(told);
    if (resets) return;
    // Somebody signed out there: the secret that this page still has must not sign them in again.
    isBound = false;
    const { id, token: own } = chatbox?.session ?? {};
    if (token.guess() === own) return;
    end();
    // What the core has just kept.
    if (id) for (const kept of [store, tabStore]) kept.clear(id);
    void begin();
  });

  return {
    begin,
    run: take,
    ask(name, key) {
      try {
        const { pending } = (chatbox as Chatbox).coreLoader;
        const waiting = [...pending.map(({ entry }) => entry), ...between];
        const found = getterValue(chatbox as Chatbox, waiting, String(name), key);
        if (found === undefined) voice.warn(`there is no "${String(name)}"`);
        return found;
      } catch (error) {
        // What the page passes may throw when it is looked at.
        voice.error("what the page gave could not be read", error);
        return null;
      }
    },
    async settled() {
      await latest;
      await chatbox?.coreLoader.settled();
    },
  };
}
