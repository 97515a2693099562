/** The panel: what it shows comes from `View` and `Live`; what is done goes back to them. */

import { useRef } from "preact/hooks";
import type { Live } from "../live";
import type { Bridge } from "../state";
import { t } from "../texts";
import type { View } from "../view";
import { Banner } from "./Banner";
import { Composer } from "./Composer";
import { Header } from "./Header";
import type { Stage } from "./stage";
import { Timeline } from "./Timeline";
import { TopicBar } from "./TopicBar";
import { TopicSheet } from "./TopicSheet";

interface ChatProps {
  live: Live;
  view: View;
  bridge: Bridge;
  stage: Stage;
}

/** Nothing while closed: what is not on the screen costs nothing. */
export function Chat(props: ChatProps) {
  return props.view.isOpen.value ? <Panel {...props} /> : null;
}

function Panel({ live, view, bridge, stage }: ChatProps) {
  const opener = useRef<HTMLElement | null>(null);
  const { website } = bridge.session;
  const conversation = live.conversation.value;
  const isSheetOpen = view.isSheetOpen.value;
  const openThreads = view.openThreads.value;
  const target = view.target.value;

  function openSheet(): void {
    opener.current = bridge.root.activeElement as HTMLElement | null;
    view.isSheetOpen.value = true;
  }

  function closeSheet(act?: () => void): void {
    view.isSheetOpen.value = false;
    act?.();
    requestAnimationFrame(() => opener.current?.focus());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (isSheetOpen) closeSheet();
    else stage.leave();
  }

  return (
    <div
      id="threadbox-panel"
      class="panel"
      role="dialog"
      aria-modal={stage.isFull.value}
      aria-label={t("panel.label", { website: website.name })}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <div class="panel-body" inert={isSheetOpen}>
        <Header
          website={website.name}
          operators={live.operators.value}
          available={live.available.value}
          onClose={stage.leave}
        />
        <TopicBar threads={openThreads} target={target} isSheetOpen={isSheetOpen} onOpen={openSheet} />
        <Banner status={live.status.value} />
        <Timeline
          rows={view.rows.value}
          website={website.name}
          welcome={website.welcome}
          readBySeq={conversation?.read.operator ?? 0}
          hasOlder={conversation?.has_older ?? false}
          isOlderComing={live.isOlderComing.value}
          revealed={view.revealed.value}
          actions={view.actions}
          onOlder={live.loadOlder}
        />
        <Composer
          text={view.text}
          target={target}
          hasChoice={openThreads.length > 0}
          onWrite={view.actions.onWrite}
          onSend={view.actions.onSend}
          onChangeTarget={openSheet}
        />
      </div>
      {isSheetOpen && (
        <TopicSheet
          threads={conversation?.threads ?? []}
          target={target.id}
          onChoose={(thread) => closeSheet(() => view.choose(thread))}
          onShow={(thread) => closeSheet(() => view.show(thread))}
          onClose={() => closeSheet()}
        />
      )}
    </div>
  );
}
