/** The shared components' texts in English; each app puts them, or a translation, into its own map. */

import type { KeyOf, Translate } from "./i18n";

export const sharedMessages = {
  started_by: "Started by {name}",
  started_by_you: "Started by you",
  started_by_page: "Started by the page",
  started_by_key: "Started by key {name}",
  starting: "Starting …",
  start_failed: "Not started",
  reopened_by: "Reopened by {name}",
  reopened_by_page: "Reopened by the page",
  reopened_by_key: "Reopened by key {name}",
  reopened: "Reopened",
  ended: "Ended",
  ended_by: "Ended by {name}",
  ended_by_page: "Ended by the page",
  ended_by_key: "Ended by key {name}",
  renamed_by: "{name} renamed this thread from {previous}",
  somebody: "somebody",
  the_page: "the page",
  verified: "verified",
  verified_long: "The website signed this start.",
  thread_data: "Details",
  thread: "Thread {topic}",
  "messages.one": "{count} message",
  "messages.other": "{count} messages",
  no_messages: "no messages",
  "unread.one": "{count} unread",
  "unread.other": "{count} unread",
  "new.one": "{count} new",
  "new.other": "{count} new",
  fold: "Fold {topic}",
  unfold: "Unfold {topic}",
  main_line: "Main line",
  write_to: "in:",
  write_to_long: "Write to: {topic}",
  choose_thread: "Choose where your message goes",
  follows: "follows {topic}",
} as const;

export type SharedKey = KeyOf<typeof sharedMessages>;
export type SharedTranslate = Translate<SharedKey>;
