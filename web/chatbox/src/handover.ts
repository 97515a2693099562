/**
 * What is handed to the core. The core is fetched when it is first needed; until it is there, its
 * entries wait in order, also over a navigation of this tab.
 */

import type { Parts } from "./chatbox";
import type { Bridge, Core, Pushed, Session } from "./state";

/** The core of one session, there or not. */
export interface Handover {
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
  stop(): void;
}

/** Begins with what an earlier page left. `onCore`: the core is there and has run what waited. */
export function createHandover(
  { configured, events, loadCore, tabStore, voice }: Parts,
  session: Session,
  bridge: Bridge,
  onCore: (core: Core) => void,
): Handover {
  let loading: Promise<void> | undefined;
  let isOver = false;

  async function load(): Promise<void> {
    try {
      const { start } = await loadCore();
      if (isOver) return; // Another session began meanwhile.
      const core = start(bridge);
      handover.core = core;
      for (const pushed of handover.pending.splice(0)) core.run(pushed);
      for (const name of events.listeners.keys()) handover.hand(["on", name, 0]);
      tabStore.write("pending", undefined);
      onCore(core);
    } catch (error) {
      // The next thing that needs the core tries again, and so does a network that is back.
      loading = undefined;
      addEventListener("online", handover.need, { once: true });
      voice.error("the chat does not start", error);
    }
  }

  const handover: Handover = {
    core: null,
    pending: tabStore.of<Pushed[]>("pending", session.id) ?? [],
    need() {
      if (!isOver) loading ??= load();
    },
    hand(entry) {
      const { core, pending, need } = handover;
      const pushed = { entry, active: session.active, strict: configured["thread:strict"] === true };
      if (core) return core.run(pushed);
      pending.push(pushed);
      tabStore.write("pending", { session: session.id, value: pending });
      need();
    },
    tell(entry) {
      if (handover.core) handover.hand(entry);
    },
    settled: () => loading,
    stop() {
      isOver = true;
      handover.core?.stop();
      handover.pending = [];
    },
  };
  return handover;
}
