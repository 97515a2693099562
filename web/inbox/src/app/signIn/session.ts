/**
 * Who is signed in. The cookie is HttpOnly, so the server is asked; a refusal's sentence is
 * shown where the operator typed, never swallowed.
 */

import { type Signal, signal } from "@preact/signals";
import type { Account, SignedIn, SignIn, WebsiteName } from "@threadbox/client/protocol";

/** Asking the server, signed out (with a word why, if there is one), signed in, or unreachable. */
export type SessionState =
  | { at: "asking" }
  | { at: "out"; why: string | null }
  | { at: "unreachable" }
  | { at: "in"; operator: Account; websites: readonly WebsiteName[] };

/** What `fetch` does; the one edge that tests replace. */
export type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

/** The browser shows more cookies than are read: nothing works before some are gone. */
const TOO_LARGE = 413;
/** What is said when no answer came. */
export const OFFLINE = "Threadbox cannot be reached. Check your connection and try again.";

/** The operator's session with the server. */
export class Session {
  readonly state: Signal<SessionState> = signal({ at: "asking" });

  constructor(private readonly ask: Fetch = (address, init) => fetch(address, init)) {}

  /** Finds out whether the cookie of this browser still stands for somebody. */
  async resume(): Promise<void> {
    this.state.value = { at: "asking" };
    try {
      const answer = await this.ask("/operator/me", { credentials: "same-origin" });
      const signedIn: SignedIn | null = answer.ok ? await answer.json() : null;
      if (signedIn !== null) this.#welcome(signedIn);
      else if (answer.ok || answer.status === 401) this.state.value = { at: "out", why: null };
      else if (answer.status === TOO_LARGE) this.state.value = { at: "out", why: await sentence(answer) };
      else this.state.value = { at: "unreachable" };
    } catch {
      this.state.value = { at: "unreachable" };
    }
  }

  /** Signs in; answers with the sentence to show, or `null` when it worked. */
  async signIn(body: SignIn): Promise<string | null> {
    try {
      const answer = await this.ask("/operator/sign-in", posted(body));
      if (!answer.ok) return await sentence(answer);
      this.#welcome(await answer.json());
      return null;
    } catch {
      return OFFLINE;
    }
  }

  /** Signs out here and on the server; answers with the sentence to show when it failed. */
  async signOut(): Promise<string | null> {
    try {
      const answer = await this.ask("/operator/sign-out", posted({}));
      if (!answer.ok && answer.status !== 401) return await sentence(answer);
      this.state.value = { at: "out", why: null };
      return null;
    } catch {
      return OFFLINE;
    }
  }

  /** The server said on the socket that the session is over. */
  ended(): void {
    this.state.value = { at: "out", why: "Your session has ended. Please sign in again." };
  }

  #welcome({ operator, websites }: SignedIn): void {
    this.state.value = { at: "in", operator, websites };
  }
}

/** A request with a JSON body, as only our own pages can send it. */
export function posted(body: unknown): RequestInit {
  return {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

interface Envelope {
  reason: string | null;
  data: Record<string, unknown>;
}

/** What to tell the operator of a refusal. */
export async function sentence(answer: Response): Promise<string> {
  const { reason, data } = await envelope(answer);
  const wait = waitSeconds(answer, data);
  if (answer.status === 429) return `Too many tries. Wait ${inWords(wait)}, then try again.`;
  if (reason === "sign_in_failed" || answer.status === 401)
    return "This email and password do not belong together. Please try again.";
  if (typeof data.message === "string" && data.message !== "") return data.message;
  return `Threadbox could not do this just now (${answer.status}). Please try again.`;
}

async function envelope(answer: Response): Promise<Envelope> {
  try {
    const body: unknown = await answer.json();
    if (!isRecord(body)) return { reason: null, data: {} };
    return {
      reason: typeof body.reason === "string" ? body.reason : null,
      data: isRecord(body.data) ? body.data : {},
    };
  } catch {
    return { reason: null, data: {} };
  }
}

function waitSeconds(answer: Response, data: Record<string, unknown>): number | null {
  const seconds = Number(data.retry_after ?? answer.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
}

function inWords(seconds: number | null): string {
  if (seconds === null) return "a minute";
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
