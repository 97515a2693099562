/** A topic as it is sent, and what is wrong with it, said before the server has to (threads.md rule 2). */

import { TOPIC_CHARACTERS } from "@threadbox/client/limits";
import { charactersOf, isInvisible, normal } from "@threadbox/client/text/messageText";

/** One line of what was typed or pasted, whatever it was copied from. */
export function topicOf(given: string): string {
  return normal(given)
    .replace(/[\t\n]+/g, " ")
    .trim();
}

/** The sentence for a topic that would be refused, or `null` when it is fine. */
export function topicFault(topic: string): string | null {
  if (isInvisible(topic)) return "Give the thread a topic.";
  const length = charactersOf(topic);
  if (length > TOPIC_CHARACTERS)
    return `The topic may have at most ${TOPIC_CHARACTERS} characters; this has ${length}.`;
  return null;
}
