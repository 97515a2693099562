/** Starts that change nothing: pages say theirs on every load, in every tab. */

import type { Entry } from "@threadbox/client/connection/outbox";
import type { Conversation, VisitorCommand } from "@threadbox/client/protocol";
import type { Wish } from "../../bridge/bridge";
import { effectOf, same } from "./waitingCommands";

type Entries = readonly Entry<VisitorCommand>[];

/** The entry on its way that says the same as `wish`, if this is a start and no other line was named since. */
export function repeated(entries: Entries, wish: Wish): Entry<VisitorCommand> | undefined {
  const last = entries.findLast(
    ({ command, state }) => /_thread$/.test(command.type) && (state === "queued" || state === "sent"),
  );
  const isSame = wish.type === "start_thread" && last && effectOf(last.command) === effectOf(wish);
  return isSame ? last : undefined;
}

/** Whether `command` starts, by all its names, the thread that is current, and nothing is on its way before it. */
export function changesNothing(
  entries: Entries,
  conversation: Conversation | null,
  command: VisitorCommand,
): boolean {
  if (command.type !== "start_thread" || entries[0]?.id !== command.id) return false;
  const current = conversation?.threads.find(({ id }) => id === conversation.current);
  const { external_id: asked } = command;
  return (
    !!current && same(current.topic) === same(command.topic) && (!asked || asked === current.external_id)
  );
}
