/** The slim bar under the header while threads are open; opens the topic sheet. */

import type { Thread } from "@threadbox/client/protocol";
import { hueOf } from "@threadbox/client/timeline/threadHues";
import type { Target } from "../../composer/target";
import { t } from "../../texts";
import { Icon } from "../shared/Icon";
import { ScreenReaderText } from "../shared/ScreenReaderText";
import { Sign, TopicName } from "../shared/Topic";

export interface TopicBarProps {
  threads: readonly Thread[];
  target: Target;
  isSheetOpen: boolean;
  onOpen(): void;
}

export function TopicBar({ threads, target, isSheetOpen, onOpen }: TopicBarProps) {
  const { id, topic } = target;
  if (!topic && threads.length === 0) return null;
  return (
    <button
      type="button"
      class={`topic-bar ${id && topic ? `hue-${hueOf(id)}` : ""}`}
      aria-haspopup="dialog"
      aria-expanded={isSheetOpen}
      onClick={onOpen}
    >
      {id && topic && <Sign thread={id} />}
      <TopicName topic={topic ?? t("topic.main")} />
      <span class="topic-bar-count">
        {threads.length > 1 ? (
          t("topics", { count: threads.length })
        ) : (
          <ScreenReaderText>{t("topics.show")}</ScreenReaderText>
        )}
        <Icon name="down" size={14} />
      </span>
    </button>
  );
}
