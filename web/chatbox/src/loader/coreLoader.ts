/**
 * What is handed to the core. The core is fetched when it is first needed; until it is there, its
 * entries wait in order, also over a navigation of this tab.
 */

import type { Bridge, Core, Pushed, Session } from "../bridge/bridge";
import type { Parts } from "./parts";

/** The core of one session, there or not. */
export interface CoreLoader {
  /** The core, once it is there. */
  core: Core | null;
  /** What waits for it. */
  pending: Pushed[];
  /** Fetches the core, unless it is there or on its way. */
  need(): void;
  /** Has the core run an entry, in order. */
  hand(entry: Pushed["entry"]): void;
  /** The same, but a core that is not there is not fetched for it. */
  tell(entry: Pushed["entry"]): void;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void> | undefined;
  /** The session is over. Resolves when what was said in it is delivered. */
  stop(): Promise<void> | undefined;
}

/** Begins with what an earlier page left. `onCore`: the core is there and has run what waited. */
export function createCoreLoader(
  { configured, loadCore, tabStore, voice }: Parts,
  session: Session,
  bridge: Bridge,
  onCore: (core: Core) => void,
): CoreLoader {
  const queue = tabStore.of<Pushed[]>("pending", session.id) ?? [];
  let loading: Promise<void> | undefined;
  let isOver = false;

  async function load(): Promise<void> {
    try {
      const { start } = await loadCore();
      // Another session began meanwhile. What was said in this one is still delivered.
      if (isOver && !queue[0]) return;
      const core = start(bridge);
      coreLoader.core = core;
      for (const pushed of queue.splice(0)) core.run(pushed);
      if (isOver) return core.stop();
      tabStore.write("pending", undefined);
      onCore(core);
    } catch (error) {
      // The next thing that needs the core tries again, and so does a network that is back.
      loading = undefined;
      addEventListener("online", coreLoader.need, { once: true });
      voice.error("the chat does not start", error);
    }
  }

  const coreLoader: CoreLoader = {
    core: null,
    pending: queue,
    need() {
      if (!isOver) loading ??= load();
    },
    hand(entry) {
      const pushed = { entry, active: session.active, strict: configured["thread:strict"] === true };
      if (coreLoader.core) return coreLoader.core.run(pushed);
      queue.push(pushed);
      tabStore.write("pending", { session: session.id, value: queue });
      coreLoader.need();
    },
    tell(entry) {
      if (coreLoader.core) coreLoader.hand(entry);
    },
    settled: () => loading,
    stop() {
      isOver = true;
      coreLoader.pending = [];
      return coreLoader.core?.stop() ?? loading;
    },
  };
  return coreLoader;
}
