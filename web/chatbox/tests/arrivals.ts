/** What reaches a visitor from the other side, and how the browser stands meanwhile. */

import type { Author, Conversation, Fact } from "@threadbox/client/protocol";
import { vi } from "vitest";
import { ADA, conversation, message } from "../../client/tests/sample";
import { type Page, SESSION, Server, visit } from "./support";

const MIRA: Author = { kind: "visitor", id: SESSION, name: null, avatar: null, origin: null };

/** Opened and closed again: the chat stays connected. */
export const CLOSED = [
  ["do", "chat:open"],
  ["do", "chat:close"],
];

/** A page whose visitor has written before, with the chat open or `CLOSED`. */
export async function talking(
  entries: unknown[] = [["do", "chat:open"]],
  more: Partial<Conversation> = {},
  server = new Server(),
): Promise<Page> {
  server.boot = { opened: true, ongoing: true };
  const items = [message(1, { by: MIRA })];
  server.conversation = conversation({ id: SESSION, position: 10, items, last_seq: 1, ...more });
  return visit(entries, server);
}

/** A message that is told to this browser. */
export function said(seq: number, by: Author = ADA, client_id: string | null = null): Fact {
  const item = { ...message(seq, { by, client_id }), thread: null };
  return { type: "message_sent", conversation: SESSION, at: item.at, by, message: item };
}

/** The same from the visitor, in whatever tab. */
export function own(seq: number, client_id: string | null = null): Fact {
  return said(seq, MIRA, client_id);
}

/** Whether the tab is to be seen, and whether its window has the focus. */
export function look(state: "visible" | "hidden", hasFocus = state === "visible"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  vi.spyOn(document, "hasFocus").mockReturnValue(hasFocus);
  document.dispatchEvent(new Event("visibilitychange"));
}
