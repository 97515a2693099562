/** A topic in small: ring or dot in the thread's colour, and the topic as text. */

import { ThreadSign } from "./ThreadSign";
import "./topic-chip.css";

export interface TopicChipProps {
  thread: string;
  topic: string;
  state: "open" | "ended";
}

export function TopicChip({ thread, topic, state }: TopicChipProps) {
  return (
    <span class="topic-chip" title={topic}>
      <ThreadSign thread={thread} state={state} />
      <bdi class="topic-chip-text">{topic}</bdi>
    </span>
  );
}
