/** What a timeline is drawn from, and the kinds of rows it is drawn in. */

import type {
  Author,
  Content,
  Ended,
  Episode,
  Face,
  Item,
  Message,
  Refused,
  Renamed,
  Reopened,
  Started,
  Thread,
} from "../protocol";
import type { Pending } from "./pendingItems";
import type { Rail } from "./rails";
import type { Audience } from "./threadSpans";

export interface RowsInput {
  /** The loaded items, ascending by `seq`. */
  items: readonly Item[];
  threads: readonly Thread[];
  /** What the outbox holds, from `pendingOf`. */
  pending?: readonly Pending[];
  audience: Audience;
  /** What the reader folded (true) or unfolded (false) by hand, by thread id. */
  folds: ReadonlyMap<string, boolean>;
  /** The reader's read mark when the view was opened; null: nothing was unread. */
  unreadAfter: number | null;
  /** The newest `seq` when the view was opened: what ends later does not fold under the reader. */
  openedAt?: number;
  typing?: readonly TypingFace[];
  /** There are newer items that are not loaded: the end of the rows is not the end of the timeline. */
  hasNewer?: boolean;
  /** Show the items of this thread only. */
  only?: string | null;
}

export interface TypingFace {
  /** Null: the visitor. */
  by: Face | null;
  thread: string | null;
}

interface Common {
  /** Stays the same while the row stands for the same thing, also when a sent message is stored. */
  key: string;
  /** The thread the row belongs to; null: the main line, or no thread's. */
  thread: string | null;
  /** Place in the order; between two items' for rows that are no item. */
  seq: number;
  at: number;
  rails: readonly Rail[];
}

/** Midnight-to-midnight separator; `at` is the first row's time of that day. */
export interface DayRow extends Common {
  kind: "day";
}

/** A thread's ring. `item` is null while it is still being sent. */
export interface StartRow extends Common {
  kind: "start" | "reopened";
  item: Started | Reopened | null;
  by: Author;
  topic: string;
  info: Thread | null;
  /** The thread has ended, so a click may fold it. */
  foldable: boolean;
  sending: Sending | null;
}

export interface EndRow extends Common {
  kind: "end";
  item: Ended;
  topic: string;
  info: Thread | null;
  /** It is the thread's last end, and the thread is still ended. */
  reopenable: boolean;
  /** Other threads run past it, so it has to say whose end it is. */
  named: boolean;
}

/** Operators only: a rename's trace. */
export interface RenamedRow extends Common {
  kind: "renamed";
  item: Renamed;
}

export interface MessageRow extends Common {
  kind: "message";
  /** Null while it is still being sent. */
  item: Message | null;
  by: Author;
  side: "visitor" | "operator";
  content: Content;
  note: boolean;
  /** First and last of a run: same author and thread, each within five minutes of the one before. */
  first: boolean;
  last: boolean;
  /** Names the message's thread where its place alone does not tell; `thread` null: the main line. */
  chip: Chip | null;
  /** Operators only: the ended thread that a late message seems to continue. */
  follows: Follows | null;
  sending: Sending | null;
}

export interface UnreadRow extends Common {
  kind: "unread";
  count: number;
}

/** One episode of a folded thread. */
export interface FoldedRow extends Common {
  kind: "folded";
  info: Thread;
  episode: Episode;
  topic: string;
  messages: number;
  seconds: number | null;
  /** Messages of it that were unread when the view was opened. */
  unread: number;
  /** Who wrote, in order of first appearance, as far as the items are loaded. */
  authors: readonly Author[];
}

/** A thread that was started and ended with nothing said. */
export interface EmptyRow extends Common {
  kind: "empty";
  info: Thread;
  episode: Episode;
  topic: string;
  seconds: number;
}

/** An item of a kind that this version does not know. It takes its own place and no more. */
export interface UnreadableRow extends Common {
  kind: "unreadable";
  item: Item;
}

export interface TypingRow extends Common {
  kind: "typing";
  by: Face | null;
}

export type Row =
  | DayRow
  | StartRow
  | EndRow
  | RenamedRow
  | MessageRow
  | UnreadRow
  | FoldedRow
  | EmptyRow
  | UnreadableRow
  | TypingRow;

export interface Chip {
  thread: string | null;
  topic: string | null;
}

export interface Follows {
  thread: string;
  topic: string;
  /** The thread is still ended, so *Reopen* makes sense. */
  reopenable: boolean;
}

export interface Sending {
  id: string;
  state: Pending["state"];
  refused: Refused | null;
}
