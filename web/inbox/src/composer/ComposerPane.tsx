/** The composer of the opened conversation, with its drafts, its target and what it does. */

import type { Conversation } from "@threadbox/client/protocol";
import type { Inbox } from "../server/inbox";
import type { OpenConversation } from "../server/openConversation";
import { openThreads } from "../shared/composer/target";
import { nameOf } from "../shared/names";
import { Composer } from "./Composer";

export interface ComposerPaneProps {
  inbox: Inbox;
  opened: OpenConversation;
  conversation: Conversation;
  only: string | null;
  onFiles: (files: Iterable<File>) => void;
}

export function ComposerPane({ inbox, opened, conversation, only, onFiles }: ComposerPaneProps) {
  const { composer, commands } = inbox;
  const view = composer.viewOf(conversation, only);
  const send = () => {
    if (!composer.send(conversation, only)) return;
    opened.unreadAfter.value = null;
    void opened.toEnd();
  };
  return (
    <Composer
      view={view}
      accept={inbox.fileRules.value?.media.join(",") ?? ""}
      onFiles={onFiles}
      onDetach={(id) => composer.detach(conversation, only, id)}
      open={openThreads(conversation)}
      current={conversation.current}
      visitor={nameOf(conversation)}
      onFocusable={(focus) => {
        composer.focus = focus;
      }}
      onKind={(kind) => composer.setKind(conversation, only, kind)}
      onText={(text) => composer.write(conversation, only, text)}
      onPick={(thread) => composer.choose(conversation, only, thread)}
      onSend={send}
      onTurn={() => composer.textToFile(conversation, only, inbox.fileRules.peek())}
      onReopen={(thread) => commands.reopen(conversation.id, thread)}
      onEnd={(thread) => commands.end(conversation.id, thread)}
    />
  );
}
