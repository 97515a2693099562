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
import { Outline } from "../../threads/Outline";
import { threadMenu } from "../../threads/threadMenu";
import type { Actions } from "../actions";

export interface DetailsPaneProps {
  inbox: Inbox;
  actions: Actions;
  now: number;
  /** Given when it is a drawer. */
  onClose: (() => void) | null;
}

export function DetailsPane({ inbox, actions, now, onClose }: DetailsPaneProps) {
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
      outline={
        <Outline
          threads={conversation.threads}
          current={conversation.current}
          target={target.value}
          only={only.value}
          now={now}
          onJump={(thread, to) => {
            onClose?.();
            actions.jump(thread, to);
          }}
          onOlder={() => inbox.opened.peek()?.olderThreads()}
          olderComing={inbox.opened.value?.loadingThreads.value ?? false}
          menu={threadMenu(inbox, actions, conversation, only.value, target.value)}
        />
      }
      onClose={onClose}
      onStart={() => {
        onClose?.();
        inbox.openDialog({ what: "start", conversation: conversation.id });
      }}
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
  return conversation === null ? null : (inbox.composer.viewOf(conversation, only.value).thread?.id ?? null);
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
