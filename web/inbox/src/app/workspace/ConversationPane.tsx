/** One conversation: header, timeline and composer; or what stands in their place. */

import { useComputed } from "@preact/signals";
import type { Conversation } from "@threadbox/client/protocol";
import { useEffect } from "preact/hooks";
import { ComposerPane } from "../../composer/ComposerPane";
import { ConversationHeader } from "../../conversation/ConversationHeader";
import { EmptyConversation } from "../../conversation/EmptyConversation";
import { ThreadFilterBar } from "../../conversation/ThreadFilterBar";
import { TimelinePane } from "../../conversation/TimelinePane";
import type { Inbox } from "../../server/inbox";
import type { OpenConversation } from "../../server/openConversation";
import { go, only, route } from "../../shared/routes";
import { useFileDrop } from "../../shared/ui/fileDrop";
import { Icon } from "../../shared/ui/Icon";
import { Pane } from "../../shared/ui/Pane";
import { threadMenu } from "../../threads/threadMenu";
import type { Actions } from "../actions";
import "../../conversation/conversation.css";

export interface ConversationPaneProps {
  inbox: Inbox;
  actions: Actions;
  now: number;
  /** The list is not beside the conversation. */
  single: boolean;
  detailsShown: boolean;
  onDetails: () => void;
  /** It has been drawn. */
  onShown: () => void;
}

export function ConversationPane(props: ConversationPaneProps) {
  const opened = props.inbox.opened.value;
  if (opened === null)
    return <EmptyConversation what={isEmpty(props.inbox) ? "empty" : "none"} onBack={null} />;
  const conversation = opened.conversation.value;
  const onBack = props.single ? () => go({ conversation: null, target: null, only: null }) : null;
  if (conversation === null || opened.state.value !== "ready")
    return (
      <EmptyConversation
        what={opened.state.value === "ready" ? "loading" : opened.state.value}
        onBack={onBack}
        onRetry={() => void opened.load(route.peek().target)}
      />
    );
  return <Loaded {...props} key={opened.id} opened={opened} conversation={conversation} onBack={onBack} />;
}

/** Whether the list holds nothing to choose; `false` also while that is not known. */
function isEmpty(inbox: Inbox): boolean {
  const { state, ids } = inbox.lists.list(route.value.list);
  return state.value === "ready" && ids.value.length === 0;
}

interface LoadedProps extends ConversationPaneProps {
  opened: OpenConversation;
  conversation: Conversation;
  onBack: (() => void) | null;
}

function Loaded({ inbox, actions, opened, conversation, now, onBack, onShown, ...rest }: LoadedProps) {
  useEffect(onShown, []);
  const { detailsShown, onDetails } = rest;
  const { online, page } = inbox.presence.of(conversation.id);
  const target = useComputed(
    () => inbox.composer.viewOf(opened.conversation.value ?? conversation, only.value).thread?.id ?? null,
  );
  const narrow = only.value === null ? undefined : opened.threads.value.get(only.value);
  const attach = (files: Iterable<File>) =>
    void inbox.composer.attach(conversation, narrow?.id ?? null, files, inbox.fileRules.peek());
  const drop = useFileDrop(attach);
  return (
    <main class="conversation" aria-label="Conversation" {...drop.handlers}>
      <ConversationHeader
        conversation={conversation}
        online={inbox.presence.known.value ? online.value : null}
        page={page.value}
        onBack={onBack}
        onStart={
          detailsShown ? null : () => inbox.openDialog({ what: "start", conversation: conversation.id })
        }
        detailsShown={detailsShown}
        onDetails={onDetails}
        onState={() => actions.toggleState(conversation)}
      />
      {narrow !== undefined && <ThreadFilterBar thread={narrow} onAll={() => actions.showOnly(null)} />}
      <Pane what="The timeline" place="timeline-pane">
        <TimelinePane
          inbox={inbox}
          opened={opened}
          conversation={conversation}
          now={now}
          threadMenu={threadMenu(inbox, actions, conversation, only.value, target.value)}
          onJump={(thread, to) => actions.jump(thread, to)}
          onShown={(shown) => {
            actions.shown = shown;
          }}
        />
      </Pane>
      <ComposerPane
        inbox={inbox}
        opened={opened}
        conversation={conversation}
        only={narrow?.id ?? null}
        onFiles={attach}
      />
      {drop.over && (
        <div class="drop-here" aria-hidden="true">
          <Icon name="clip" size={22} />
          Drop files to attach them to your reply
        </div>
      )}
    </main>
  );
}
