/** What commands of the page do, whatever they are called. */

import type { Content } from "@threadbox/client/protocol";
import type { Known, Wish } from "../../bridge/bridge";

/** Which thread is meant. */
export interface Named {
  thread?: string;
  external_id?: string;
  topic?: string;
}

/** The thread to bring into view; `null` is the main line. */
export type RevealedThread = Named | null;

/** What a visitor sends: a text, or a content of another type. */
export type Said = { text: string } | { content: Record<string, unknown> };

/** What the commands do. */
export interface Effects {
  /** Goes to the server now, in order. */
  post(wish: Wish): void;
  /** Goes to the server once the chatbox is active, in order (threads.md rule 4). */
  postWhenActive(wish: Wish): void;
  /** The chatbox was opened for the first time in this session. */
  opened(): void;
  /** A message of the visitor; it keeps its place behind thread commands that wait. */
  send(said: Said): void;
  /** A message as if from an operator, in this page only. */
  show(content: Content): void;
  read(): void;
  reveal(line: RevealedThread): void;
  openHelpdesk(query?: string): void;
  closeHelpdesk(): void;
  /** The page configured something. */
  configure(): void;
  emit(name: string, ...values: unknown[]): void;
  known(): Known;
  learn(news: Partial<Known>): void;
}

/** A command, given its argument list and the third element as it came, where wrapping has a meaning. */
export type Command = (given: unknown[], third: unknown) => void;
