/**
 * Addresses of the inbox: which list, which conversation, and where in it to look.
 *
 * `/inbox/`, `/inbox/c/<conversation>`, `…/t/<thread>`, `…/m/<seq>`; the list and the narrow
 * view of one thread stand in the query. Ids only, so an address survives a rename.
 */

import { computed, signal } from "@preact/signals";

/** The three lists of conversations. */
export type ListName = "open" | "resolved" | "all";

/** A place in a conversation that an address can point at. */
export type RouteTarget = { thread: string } | { seq: number };

/** What the address asks to see. `only` narrows the timeline to one thread. */
export interface Route {
  /** Named when the operator answers for several. */
  website: string | null;
  list: ListName;
  conversation: string | null;
  target: RouteTarget | null;
  only: string | null;
}

/** Where the inbox is served. */
export const BASE = "/inbox/";

const CONVERSATION = /^c\/([^/]+)(?:\/(?:t\/([^/]+)|m\/(\d{1,15})))?\/?$/;

/** Reads an address. Anything unknown is the plain inbox, never an error. */
export function parseRoute(path: string, search = ""): Route {
  const query = new URLSearchParams(search);
  const website = query.get("website");
  const list = listNamed(query.get("list"));
  const match = CONVERSATION.exec(path.startsWith(BASE) ? path.slice(BASE.length) : "");
  const conversation = match?.[1] === undefined ? null : decoded(match[1]);
  if (conversation === null) return { website, list, conversation: null, target: null, only: null };
  const thread = match?.[2] === undefined ? null : decoded(match[2]);
  const target = thread !== null ? { thread } : match?.[3] ? { seq: Number(match[3]) } : null;
  return { website, list, conversation, target, only: query.get("only") };
}

/** The address of a route: the reverse of `parseRoute`. */
export function formatRoute(route: Route): string {
  const query = new URLSearchParams();
  if (route.website !== null) query.set("website", route.website);
  if (route.list !== "open") query.set("list", route.list);
  if (route.conversation !== null && route.only !== null) query.set("only", route.only);
  const asked = query.toString();
  return BASE + formatPlace(route.conversation, route.target) + (asked ? `?${asked}` : "");
}

function formatPlace(conversation: string | null, target: RouteTarget | null): string {
  if (conversation === null) return "";
  const path = `c/${encodeURIComponent(conversation)}`;
  if (target === null) return path;
  return "thread" in target ? `${path}/t/${encodeURIComponent(target.thread)}` : `${path}/m/${target.seq}`;
}

function listNamed(name: string | null): ListName {
  return name === "resolved" || name === "all" ? name : "open";
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The route shown now. Changes by `go`, by `replace` and by the browser's Back. */
export const route = signal<Route>(parseRoute(location.pathname, location.search));

/** The thread of a narrow view. Apart, since whoever needs it alone is not to follow every step. */
export const only = computed(() => route.value.only);

/** Follows the browser's Back and Forward; call once. */
export function followHistory(): () => void {
  const follow = () => {
    route.value = parseRoute(location.pathname, location.search);
  };
  addEventListener("popstate", follow);
  return () => removeEventListener("popstate", follow);
}

/** Goes to another address; Back returns here. */
export function go(change: Partial<Route>): void {
  const next = { ...route.peek(), ...change };
  const address = formatRoute(next);
  if (address !== formatRoute(route.peek())) history.pushState(null, "", address);
  route.value = next;
}

/** Changes the address without a step for Back, for things that are not places. */
export function replace(change: Partial<Route>): void {
  const next = { ...route.peek(), ...change };
  history.replaceState(null, "", formatRoute(next));
  route.value = next;
}

/** Opens a conversation, at its first unread message unless a target is named. */
export function goToConversation(conversation: string, target: RouteTarget | null = null): void {
  go({ conversation, target, only: null });
}

/** The address of a place in a conversation, whatever is shown now. */
export function addressOf(conversation: string, target: RouteTarget | null = null): string {
  const { website } = route.peek();
  return formatRoute({ website, list: "open", conversation, target, only: null });
}

/** The full address of a place, to copy and send to a colleague. */
export function permalink(conversation: string, target: RouteTarget | null): string {
  return location.origin + addressOf(conversation, target);
}
