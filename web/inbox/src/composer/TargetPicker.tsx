/** The target line of the composer: says which line the message goes to, and lets one choose. */

import type { Thread } from "@threadbox/client/protocol";
import { ThreadSign } from "../shared/threads/ThreadSign";
import { Icon } from "../shared/ui/Icon";
import { Menu, type MenuItem } from "../shared/ui/Menu";

export interface TargetPickerProps {
  /** Where the message goes now; `null` is the main line. */
  thread: Thread | null;
  /** What is offered, the current one first. */
  open: readonly Thread[];
  current: string | null;
  onPick: (thread: string | null) => void;
}

export function TargetPicker({ thread, open, current, onPick }: TargetPickerProps) {
  const items: MenuItem[] = open.map((one) => ({
    id: one.id,
    label: one.topic,
    mark: <ThreadSign thread={one.id} state={one.state} />,
    checked: one.id === thread?.id,
    run: () => onPick(one.id),
    ...(one.id === current ? { hint: "current" } : {}),
  }));
  items.push({
    id: "main",
    label: "Main line",
    mark: <span class="main-line-sign" />,
    checked: thread === null,
    run: () => onPick(null),
    ...(current === null ? { hint: "current" } : {}),
  });
  const label = thread === null ? "Main line" : thread.topic;
  return (
    <Menu
      id="target-line"
      label={`Goes to: ${label}`}
      title={label}
      class="target-line"
      align="start"
      items={items}
    >
      {thread === null ? (
        <span class="main-line-sign" />
      ) : (
        <ThreadSign thread={thread.id} state={thread.state} />
      )}
      {/* Another label is another element: whatever has been done to this one's text is gone with it. */}
      <bdi key={`${thread?.id} ${label}`} class="target-topic">
        {label}
      </bdi>
      <Icon name="down" size={14} />
    </Menu>
  );
}
