/**
 * Choosing a new password with a one-time link. The link's secret stands behind the hash sign of
 * the address, where no server and no proxy on the way sees it.
 */

import type { Account, NewPassword } from "@threadbox/client/protocol";
import { type Fetch, OFFLINE, posted, sentence } from "./session";

/** Where the link leads. */
export const NEW_PASSWORD_PATH = "/inbox/password";

/** What the server takes; it says so itself for anything else. */
export const PASSWORD_CHARACTERS_LEAST = 8;

/** Whose password it is, or why there is nothing to choose. */
export type Found = { owner: Account } | { refused: string };

/** Asks whose link this is. */
export async function ownerOf(token: string, ask: Fetch = fetch): Promise<Found> {
  return asked("/operator/reset-link", { token }, ask);
}

/** Uses the link up. */
export async function choose(body: NewPassword, ask: Fetch = fetch): Promise<Found> {
  return asked("/operator/password", body, ask);
}

async function asked(address: string, body: unknown, ask: Fetch): Promise<Found> {
  try {
    const answer = await ask(address, posted(body));
    return answer.ok ? { owner: await answer.json() } : { refused: await sentence(answer) };
  } catch {
    return { refused: OFFLINE };
  }
}
