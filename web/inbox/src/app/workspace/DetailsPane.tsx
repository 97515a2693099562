/** Details with their data: beside the conversation, or as a drawer over it. */

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Details } from "../../details/Details";
import { OtherConversations } from "../../details/OtherConversations";
import type { Inbox } from "../../server/inbox";
import { only } from "../../shared/routes";
import { DETAILS_WIDTH, detailsWidth } from "../../shared/settings";
import { PaneHandle } from "../../shared/ui/PaneHandle";
import { threadMenu } from "../../threads/threadMenu";
import type { Moves } from "../actions";

export interface DetailsPaneProps {
  inbox: Inbox;
  moves: Moves;
  now: number;
  /** Given when it is a drawer. */
  onClose: (() => void) | null;
}

export function DetailsPane({ inbox, moves, now, onClose }: DetailsPaneProps) {
  const target = useComputed(() => targetOf(inbox));
  const conversation = inbox.opened.value?.conversation.value ?? null;
  if (conversation === null) return onClose === null ? <Beside /> : null;
  const { online, page } = inbox.presence.of(conversation.id);
  const details = (
    <Details
      key={conversation.id}
      conversation={conversation}
      online={online.value}
      page={page.value}
      others={
        <OtherConversations
          inbox={inbox}
          conversation={conversation.id}
          email={conversation.profile.email}
          now={now}
        />
      }
      target={target.value}
      only={only.value}
      now={now}
      onClose={onClose}
      onStart={() => {
        onClose?.();
        inbox.ask({ what: "start", conversation: conversation.id });
      }}
      onJump={(thread, to) => {
        onClose?.();
        moves.jump(thread, to);
      }}
      onOlder={() => inbox.opened.peek()?.olderThreads()}
      olderComing={inbox.opened.value?.loadingThreads.value ?? false}
      menu={threadMenu(inbox, moves, conversation, only.value, target.value)}
    />
  );
  return onClose === null ? <Beside>{details}</Beside> : <Drawer onClose={onClose}>{details}</Drawer>;
}

function Beside({ children }: { children?: ComponentChildren }) {
  return (
    <aside class="details-pane" aria-label="Details">
      {children}
      <PaneHandle label="Width of the details" width={detailsWidth} pane="after" {...DETAILS_WIDTH} />
    </aside>
  );
}

/** The thread that the composer writes to. */
function targetOf(inbox: Inbox): string | null {
  const conversation = inbox.opened.value?.conversation.value ?? null;
  return conversation === null ? null : (inbox.composing.writer(conversation, only.value).thread?.id ?? null);
}

function Drawer({ onClose, children }: { onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} class="drawer" aria-label="Details" onClose={onClose} closedby="any">
      {children}
    </dialog>
  );
}
