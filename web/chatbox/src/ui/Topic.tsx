/** A topic and its sign: text isolated for direction, in the thread's colour only beside it. */

import { type Hue, hueOf } from "@threadbox/client/rails";

/** ring: open; dot: ended. Shape and text tell; the colour only helps. */
export function Sign({ thread, ended = false }: { thread: string; ended?: boolean }) {
  return <span class={`sign hue-${hueOf(thread)} ${ended ? "is-ended" : ""}`} aria-hidden="true" />;
}

export function hueClass(hue: Hue | null): string {
  return hue === null ? "" : `hue-${hue}`;
}

/** One line, cut with an ellipsis; the whole text is in the tooltip. */
export function TopicLine({ topic }: { topic: string }) {
  return (
    <bdi class="topic-line" title={topic}>
      {topic}
    </bdi>
  );
}
