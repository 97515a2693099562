/** What the rows of a timeline need beside themselves. One object per conversation and minute. */

import type { ReadonlySignal } from "@preact/signals";
import type { Upload } from "@threadbox/client/content/uploads";
import type { Author } from "@threadbox/client/protocol";
import type { Viewed } from "@threadbox/client/ui/Viewer";
import { authorName } from "../../shared/names";

/** Handed to every row; signals in it are followed only by the rows that read them. */
export interface RowContext {
  conversation: string;
  visitor: string;
  /** The visitor's name for their face; `null` while they have not said who they are. */
  face: string | null;
  me: string;
  /** The moment "today" is judged by. */
  now: number;
  /** How many messages were unread when the conversation was opened. */
  unreadThen: ReadonlySignal<number>;
  /** How far the visitor has read, and what has reached their screen. */
  readByVisitor: ReadonlySignal<number>;
  deliveredToVisitor: ReadonlySignal<number>;
  /** The `seq` of the newest message of ours, which carries the receipt. */
  newestOwn: ReadonlySignal<number | null>;
  /** The file on its way under this id, if there is one. */
  upload: (id: string) => Upload<unknown> | undefined;
  /** Shows a picture as large as the screen. */
  onView: (picture: Viewed) => void;
  onFold: (thread: string, fold: boolean) => void;
  onReopen: (thread: string) => void;
  onRetry: (id: string) => void;
  onDrop: (id: string) => void;
}

/** "You", or the name history keeps. */
export function speaker(by: Author, context: RowContext): string {
  return by.kind === "operator" && by.id === context.me ? "You" : capital(authorName(by, context.visitor));
}

/** "by you", "by the page", "by Ana": inside a sentence. */
export function doer(by: Author, context: RowContext): string {
  return by.kind === "operator" && by.id === context.me ? "you" : authorName(by, context.visitor);
}

/** At the beginning of a line. */
export function capital(name: string): string {
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
