/** A thread's name in a frame of its colour, beside a message or an end; the main line has one too. */

import type { SharedTranslate } from "../messages";
import { hueOf } from "../rails";

export interface ChipProps {
  /** Null: the main line. */
  thread: string | null;
  topic: string | null;
  t: SharedTranslate;
}

export function Chip({ thread, topic, t }: ChipProps) {
  if (thread === null) return <span class="tb-chip">{t("main_line")}</span>;
  return (
    <bdi class="tb-chip" data-hue={hueOf(thread)} title={topic ?? undefined}>
      {topic}
    </bdi>
  );
}
