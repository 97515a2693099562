/**
 * Commands that are not on the wire yet, kept in order over a navigation.
 *
 * *Waiting* holds thread commands until the chatbox is opened for the first time in this session
 * (threads.md rule 4); then they go into the outbox. A command gets its client id when it is pushed, so whichever tab hands it over, and however often, it takes effect once.
 */

import { clientId } from "@threadbox/client/browser/builtins";
import type { VisitorCommand } from "@threadbox/client/protocol";
import { isRecord } from "../../bridge/arguments";
import type { Wish } from "../../bridge/bridge";
import type { Store } from "../../bridge/services";

/** Rule 4: at most so many commands wait. */
export const WAITING_MOST = 20;

/** The command for a wish, with an id of its own. */
export function commandOf(wish: Wish): VisitorCommand {
  return { ...wish, id: clientId() } as VisitorCommand;
}

/** Thread commands that wait for the first opening, shared by the tabs of this browser. */
export interface WaitingCommands {
  add(command: VisitorCommand): void;
  /** Everything that waits, in order; nothing waits afterwards. */
  take(): VisitorCommand[];
  /** The id of the last one; `null` when nothing waits. */
  last(): string | null;
}

/** What waits in one session. */
export function createWaitingCommands(store: Store, session: string): WaitingCommands {
  function commands(): VisitorCommand[] {
    const kept = store.of<unknown>("waiting", session);
    if (!Array.isArray(kept)) return [];
    return kept.filter((command) => isRecord(command) && typeof command.id === "string");
  }
  return {
    add(command) {
      const effect = effectOf(command);
      const known = commands();
      const last = known.findLastIndex(meansCurrent);
      // The last of all may itself be replaced: an end that every page repeats.
      const kept = last === known.length - 1 ? last : last + 1;
      const others = known.filter((one, at) => at < kept || effect === null || effectOf(one) !== effect);
      // Over the limit the oldest leave: what the page said last describes where it is now.
      store.write("waiting", { session, value: [...others, command].slice(-WAITING_MOST) });
    },
    take() {
      const taken = commands();
      store.write("waiting", undefined);
      return taken;
    },
    last: () => commands().at(-1)?.id ?? null,
  };
}

/** Where the outbox of a session keeps its commands, below the store's prefix. */
export function outboxName(session: string): string {
  return `out/${session}/`;
}

/** Two commands with the same effect are one: the later replaces the earlier. `null`: never. */
export function effectOf(command: Wish): string | null {
  switch (command.type) {
    case "start_thread":
      return `start ${command.external_id ? `id ${command.external_id}` : same(command.topic)}`;
    case "end_thread":
      return `end ${lineOf(command)}`;
    case "select_thread":
      return "select";
    default:
      return null;
  }
}

/** Its thread is the current one, so what stands before it decides and has to stay. */
function meansCurrent(command: VisitorCommand): boolean {
  return command.type === "send" || (command.type === "end_thread" && lineOf(command) === "current");
}

function lineOf(named: {
  thread?: string | null;
  external_id?: string | null;
  topic?: string | null;
}): string {
  if (named.thread) return `thread ${named.thread}`;
  if (named.external_id) return `id ${named.external_id}`;
  return named.topic ? same(named.topic) : "current";
}

/** A topic as it is compared with others. */
export function same(topic: unknown): string {
  return `topic ${String(topic).normalize("NFC")}`;
}
