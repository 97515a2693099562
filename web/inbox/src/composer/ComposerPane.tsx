/** The composer of the opened conversation, with its drafts, its target and what it does. */

import type { Conversation } from "@threadbox/client/protocol";
import type { Inbox } from "../server/inbox";
import type { Opened } from "../server/openConversation";
import { openThreads } from "../shared/composer/target";
import { nameOf } from "../shared/names";
import { Composer } from "./Composer";

export interface ComposerPaneProps {
  inbox: Inbox;
  opened: Opened;
  conversation: Conversation;
  only: string | null;
  onFiles: (files: Iterable<File>) => void;
}

export function ComposerPane({ inbox, opened, conversation, only, onFiles }: ComposerPaneProps) {
  const { composing, actions } = inbox;
  const writer = composing.writer(conversation, only);
  const send = () => {
    if (!composing.send(conversation, only)) return;
    opened.unreadAfter.value = null;
    void opened.toEnd();
  };
  return (
    <Composer
      writer={writer}
      accept={inbox.fileRules.value?.media.join(",") ?? ""}
      onFiles={onFiles}
      onDetach={(id) => composing.detach(conversation, only, id)}
      open={openThreads(conversation)}
      current={conversation.current}
      visitor={nameOf(conversation)}
      onFocusable={(focus) => {
        composing.focus = focus;
      }}
      onKind={(kind) => composing.turn(conversation, only, kind)}
      onText={(text) => composing.write(conversation, only, text)}
      onPick={(thread) => composing.choose(conversation, only, thread)}
      onSend={send}
      onTurn={() => composing.turnIntoFile(conversation, only, inbox.fileRules.peek())}
      onReopen={(thread) => actions.reopen(conversation.id, thread)}
      onEnd={(thread) => actions.end(conversation.id, thread)}
    />
  );
}
