/** A topic and its sign: text isolated for direction, in the thread's colour only beside it. */

import { hueOf } from "@threadbox/client/timeline/threadHues";

/** ring: open; dot: ended. Shape and text tell; the colour only helps. */
export function Sign({ thread, ended = false }: { thread: string; ended?: boolean }) {
  return <span class={`sign hue-${hueOf(thread)} ${ended ? "is-ended" : ""}`} aria-hidden="true" />;
}

/**
 * One line, cut with an ellipsis; the whole text is in the tooltip. With its text as its key: a page
 * translator replaces what stands in it, and an old name must not stay when it changes.
 */
export function TopicName({ topic }: { topic: string }) {
  return (
    <bdi key={topic} class="topic-line" title={topic}>
      {topic}
    </bdi>
  );
}
