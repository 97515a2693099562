/** The dialog that stands over the inbox, if there is one. */

import type { WebsiteName } from "@threadbox/client/protocol";
import { Boundary } from "@threadbox/client/ui/Boundary";
import { Viewer } from "@threadbox/client/ui/Viewer";
import "@threadbox/client/ui/viewer.css";
import type { DialogRequest, Inbox } from "../server/inbox";
import { nameOf } from "../shared/names";
import { BrokenDialog } from "../shared/ui/RenderFailure";
import { EndDialog, RenameDialog, StartDialog } from "../threads/ThreadDialogs";
import type { Actions } from "./actions";
import { allEntries, operatorEntries, threadEntries } from "./palette/entries";
import { Palette } from "./palette/Palette";
import { ShortcutSheet } from "./ShortcutSheet";

export interface DialogsProps {
  inbox: Inbox;
  actions: Actions;
  websites: readonly WebsiteName[];
  onSignOut: () => void;
}

export function Dialogs(props: DialogsProps) {
  const request = props.inbox.dialog.value;
  if (request === null) return null;
  return (
    <Boundary of={request} instead={<BrokenDialog onClose={() => props.inbox.closeDialog()} />}>
      <Requested {...props} request={request} />
    </Boundary>
  );
}

function Requested({
  inbox,
  actions,
  websites,
  onSignOut,
  request,
}: DialogsProps & { request: DialogRequest }) {
  const close = () => inbox.closeDialog();
  if (request.what === "sheet") return <ShortcutSheet onClose={close} />;
  if (request.what === "picture") return <Viewer picture={request.picture} words={WORDS} onClose={close} />;
  if (request.what === "palette") {
    const entries = request.topics ? threadEntries(inbox) : allEntries(inbox, actions, websites, onSignOut);
    const label = request.topics ? "Where the reply goes" : "Find and do anything";
    return <Palette key={label} entries={entries} label={label} onClose={close} />;
  }
  if (request.what === "assign") return <AssignDialog inbox={inbox} request={request} onClose={close} />;
  return <AboutThread inbox={inbox} request={request} onClose={close} />;
}

const WORDS = { close: "Close", download: "Download", open: "Open in a new tab" } as const;

interface AssignDialogProps {
  inbox: Inbox;
  request: { conversation: string; thread: string };
  onClose: () => void;
}

function AssignDialog({ inbox, request, onClose }: AssignDialogProps) {
  const conversation = inbox.opened.value?.conversation.value;
  const thread = conversation?.threads.find(({ id }) => id === request.thread);
  if (conversation?.id !== request.conversation || thread === undefined) return null;
  return (
    <Palette
      entries={operatorEntries(inbox, thread)}
      label={`Who answers for ${thread.topic}`}
      onClose={onClose}
    />
  );
}

type AboutThreadRequest = Exclude<
  DialogRequest,
  { what: "sheet" } | { what: "palette" } | { what: "picture" } | { what: "assign" }
>;

function AboutThread({
  inbox,
  request,
  onClose,
}: {
  inbox: Inbox;
  request: AboutThreadRequest;
  onClose: () => void;
}) {
  const opened = inbox.opened.value;
  const conversation = opened?.conversation.value;
  if (opened === null || conversation === null || conversation === undefined) return null;
  const { commands } = inbox;
  if (request.what === "start") {
    const name = nameOf(conversation);
    const written = async () => {
      onClose();
      // The next thing is to say something in it.
      setTimeout(inbox.composer.focus);
    };
    const start = commands.start(conversation.id);
    return <StartDialog visitor={name} onStart={start} onStarted={written} onClose={onClose} />;
  }
  const thread = opened.threads.value.get(request.thread);
  if (thread === undefined) return null;
  return request.what === "end" ? (
    <EndDialog topic={thread.topic} onEnd={commands.endWith(conversation.id, thread)} onClose={onClose} />
  ) : (
    <RenameDialog
      topic={thread.topic}
      onRename={commands.rename(conversation.id, thread.id)}
      onClose={onClose}
    />
  );
}
