/** The operators of the website that is shown, as the server told of them last. */

import { signal } from "@preact/signals";
import type { Face } from "@threadbox/client/protocol";

export const team = signal<readonly Face[]>([]);
/** The id of the operator at this screen. */
export const me = signal("");

/** What an operator is called; one who has left the team has no name here any more. */
export function operatorName(id: string, own: string): string {
  if (id === own) return "You";
  return team.value.find((face) => face.id === id)?.name ?? "Somebody who left";
}
