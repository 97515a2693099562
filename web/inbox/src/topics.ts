/** What is wrong with a topic, said before the server has to (threads.md rule 2). */

/** Most characters a topic may have; the server counts code points as well. */
export const TOPIC_CHARACTERS = 255;

/** The sentence for a topic that would be refused, or `null` when it is fine. */
export function topicFault(given: string): string | null {
  const topic = given.replace(/[\t\r\n\u2028\u2029]+/g, " ").trim();
  if (/^[\p{Zs}\p{Cf}]*$/u.test(topic)) return "Give the thread a topic.";
  const length = [...topic].length;
  if (length > TOPIC_CHARACTERS)
    return `The topic may have at most ${TOPIC_CHARACTERS} characters; this has ${length}.`;
  if (/[\p{Cc}\p{Cs}]/u.test(topic)) return "The topic must not contain control characters.";
  return null;
}
