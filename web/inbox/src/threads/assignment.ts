/** Who answers for a thread: given to an operator, taken over, taken back. */

import type { Thread } from "@threadbox/client/protocol";
import { refusal, short, told } from "../server/commands";
import type { Inbox } from "../server/inbox";
import { operatorName, team } from "../shared/team";
import { toast } from "../shared/toasts";

/** Lets an operator, or with `null` nobody, answer for a thread; the toast can undo it. */
export async function assign(
  inbox: Inbox,
  conversation: string,
  thread: Thread,
  operator: string | null,
): Promise<void> {
  const give = (to: string | null) =>
    refusal(inbox.connection.ask({ type: "assign_thread", conversation, thread: thread.id, operator: to }));
  const refused = await give(operator);
  if (refused !== null) return told(refused);
  const whose = operator === null ? "nobody" : operatorName(operator, inbox.operator.id);
  toast(`${short(thread.topic)}: ${whose === "You" ? "you answer" : `${whose} answers`}`, {
    about: thread.id,
    action: { label: "Undo", run: () => void give(thread.owner).then(told) },
  });
}

/** Whom a thread can be given to: oneself first, then the team by name, and nobody. */
export function candidates(inbox: Inbox, thread: Thread): { id: string | null; name: string }[] {
  const me = inbox.operator.id;
  const others = team.value
    .filter(({ id }) => id !== me)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name }) => ({ id, name }));
  const all = [{ id: me, name: "You" }, ...others, { id: null, name: "Nobody" }];
  return all.filter(({ id }) => id !== thread.owner);
}
