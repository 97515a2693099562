/** The panel: what it shows comes from `PanelState` and `LiveConversation`; what is done goes back to them. */

import { requestFrame } from "@threadbox/client/browser/builtins";
import { Boundary } from "@threadbox/client/ui/Boundary";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Bridge } from "../../../bridge/bridge";
import type { LiveConversation } from "../../conversation/liveConversation";
import type { Sound } from "../../notifications/sound";
import type { PanelState } from "../../panel/panelState";
import { direction, isReady, locale, t } from "../../texts";
import { Composer } from "../composer/Composer";
import { lazy } from "../frame/lazy";
import type { PanelFrame } from "../frame/panelFrame";
import { Timeline } from "../timeline/Timeline";
import { Header } from "./Header";
import { OfflineBanner } from "./OfflineBanner";
import { TopicBar } from "./TopicBar";

interface PanelProps {
  live: LiveConversation;
  view: PanelState;
  bridge: Bridge;
  frame: PanelFrame;
  sound: Sound;
}

const EmailCard = lazy(() =>
  import("./EmailCard").then(({ EmailCard: component, css }) => ({ component, css })),
);
const Helpdesk = lazy(() =>
  import("./Helpdesk").then(({ Helpdesk: component, css }) => ({ component, css })),
);

const PreviewCard = lazy(() =>
  import("./PreviewCard").then(({ PreviewCard: component, css }) => ({ component, css })),
);
const Viewer = lazy(() => import("./Viewer").then(({ Viewer: component, css }) => ({ component, css })));

const TopicSheet = lazy(() =>
  import("./TopicSheet").then(({ TopicSheet: component, css }) => ({ component, css })),
);

/** Little while closed: what is not on the screen costs nothing. Nor before its texts are there. */
export function Panel(props: PanelProps) {
  const { view, live, bridge } = props;
  if (!isReady.value) return null;
  if (view.isOpen.value) return <OpenPanel {...props} />;
  const isPreviewed = live.conversation.value?.unread.visitor && !view.settings.value["hide:preview"];
  return isPreviewed ? <PreviewCard live={live} bridge={bridge} /> : null;
}

function OpenPanel(props: PanelProps) {
  const { live, view, frame } = props;
  const website = live.website.value;
  const conversation = live.conversation.value;
  const isSheetOpen = view.isSheetOpen.value;
  const helpdesk = view.helpdesk.value;
  const viewed = view.viewed.value;
  // Offline, what covers the chat may not be there yet: then the chat stays as it is.
  const isCovered = (isSheetOpen && TopicSheet.isThere()) || (helpdesk !== null && Helpdesk.isThere());
  const drop = useDrop(view.actions.onFiles);
  useLayoutEffect(frame.arrived, [frame]);
  const sheet = useTopicSheet(props);

  function closeHelpdesk(): void {
    view.helpdesk.value = null;
    requestFrame(frame.focus);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (isSheetOpen) sheet.close();
    else if (helpdesk !== null) closeHelpdesk();
    else frame.leave();
  }

  return (
    <Boundary of={conversation ?? view} instead={<div class="panel banner">{t("gone")}</div>}>
      <div
        id="threadbox-panel"
        class="panel"
        translate={false}
        role="dialog"
        aria-modal={frame.isFull.value}
        aria-label={t("panel.label", { website: website.name })}
        lang={locale()}
        dir={direction()}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        {...drop.handlers}
      >
        <PanelBody {...props} isCovered={isCovered} onTopics={sheet.open} />
        {drop.isOver && <p class="drop">{t("drop")}</p>}
        {helpdesk !== null && <Helpdesk query={helpdesk} onClose={closeHelpdesk} />}
        {viewed && <Viewer picture={viewed} onClose={() => (view.viewed.value = null)} />}
        {isSheetOpen && (
          <TopicSheet
            threads={conversation?.threads ?? []}
            target={view.composer.target.value.id}
            onChoose={(thread) => sheet.close(() => view.choose(thread))}
            onShow={(thread) => sheet.close(() => view.show(thread))}
            onOlder={live.older.loadThreads}
            onClose={() => sheet.close()}
          />
        )}
      </div>
    </Boundary>
  );
}

/** Opens the sheet of topics, and closes it with the focus where it was. */
function useTopicSheet({ bridge, live, view }: PanelProps) {
  const opener = useRef<HTMLElement | null>(null);
  // Whoever has topics opens their sheet sooner or later, and then it should not have to be fetched.
  const hasThreads = (live.conversation.value?.threads.length ?? 0) > 0;
  useEffect(() => {
    if (hasThreads) TopicSheet.fetch();
  }, [hasThreads]);
  return {
    open(): void {
      opener.current = bridge.root.activeElement as HTMLElement | null;
      view.isSheetOpen.value = true;
    },
    close(act?: () => void): void {
      view.isSheetOpen.value = false;
      act?.();
      requestFrame(() => opener.current?.focus());
    },
  };
}

interface PanelBodyProps extends PanelProps {
  /** Something lies over it. */
  isCovered: boolean;
  onTopics(): void;
}

/** The chat itself: who is there, the topics, the messages, and where one writes. */
function PanelBody({ live, view, frame, sound, isCovered, onTopics }: PanelBodyProps) {
  const website = live.website.value;
  const conversation = live.conversation.value;
  const openThreads = view.openThreads.value;
  const settings = frame.settings.value;
  return (
    <div class="panel-body" inert={isCovered}>
      <Header
        website={website}
        operators={live.operators.value}
        available={live.isHere.value}
        isCounted={settings["show:operator:count"]}
        isLoud={settings["sound:mute"] ? null : sound.isOn.value}
        onLoud={sound.setOn}
        onClose={settings["lock:maximized"] ? null : frame.leave}
      />
      <TopicBar
        threads={openThreads}
        target={view.composer.target.value}
        isSheetOpen={view.isSheetOpen.value}
        onOpen={onTopics}
      />
      <OfflineBanner status={live.status} isLost={live.isLost} />
      <Timeline
        rows={view.rows}
        website={website.name}
        welcome={website.welcome}
        readBySeq={conversation?.read.operator ?? 0}
        deliveredToSeq={conversation?.delivered.operator ?? 0}
        hasOlder={conversation?.has_older ?? false}
        isOlderComing={live.older.isComing.value}
        revealed={view.revealed.value}
        actions={view.actions}
        onOlder={live.older.load}
      >
        {view.email.isShown.value && (
          <EmailCard given={view.email.given.value} onGive={view.email.give} onSkip={view.email.skip} />
        )}
      </Timeline>
      <Composer
        composer={view.composer}
        hasChoice={openThreads.length > 0}
        onSend={view.actions.onSend}
        onFiles={view.actions.onFiles}
        onChangeTarget={onTopics}
      />
    </div>
  );
}

/** Files dropped anywhere on the panel. What else is dragged across it is none of our business. */
function useDrop(onFiles: (files: Iterable<File>) => void) {
  const [isOver, setOver] = useState(false);
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  function over(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(true);
  }
  function leave({ currentTarget, relatedTarget }: DragEvent): void {
    // Moving from one child to the next is no leaving.
    if (!(relatedTarget instanceof Node && (currentTarget as Element).contains(relatedTarget)))
      setOver(false);
  }
  function drop(event: DragEvent): void {
    setOver(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    onFiles([...(event.dataTransfer?.files ?? [])]);
  }
  return { isOver, handlers: { onDragEnter: over, onDragOver: over, onDragLeave: leave, onDrop: drop } };
}
