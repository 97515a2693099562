/** The dialog that stands over the inbox, if there is one. */

import type { WebsiteName } from "@threadbox/client/protocol";
import { Boundary } from "@threadbox/client/ui/Boundary";
import { Viewer } from "@threadbox/client/ui/Viewer";
import "@threadbox/client/ui/viewer.css";
import type { Asking, Inbox } from "../server/inbox";
import { nameOf } from "../shared/names";
import { BrokenDialog } from "../shared/ui/RenderFailure";
import { EndDialog, RenameDialog, StartDialog } from "../threads/ThreadDialogs";
import type { Moves } from "./actions";
import { everything, topicsOnly } from "./palette/entries";
import { Palette } from "./palette/Palette";
import { ShortcutSheet } from "./ShortcutSheet";

export interface DialogsProps {
  inbox: Inbox;
  moves: Moves;
  websites: readonly WebsiteName[];
  onSignOut: () => void;
}

export function Dialogs(props: DialogsProps) {
  const asking = props.inbox.asking.value;
  if (asking === null) return null;
  return (
    <Boundary of={asking} instead={<BrokenDialog onClose={() => props.inbox.answered()} />}>
      <Asked {...props} asking={asking} />
    </Boundary>
  );
}

function Asked({ inbox, moves, websites, onSignOut, asking }: DialogsProps & { asking: Asking }) {
  const close = () => inbox.answered();
  if (asking.what === "sheet") return <ShortcutSheet onClose={close} />;
  if (asking.what === "picture") return <Viewer picture={asking.picture} words={WORDS} onClose={close} />;
  if (asking.what === "palette") {
    const entries = asking.topics ? topicsOnly(inbox) : everything(inbox, moves, websites, onSignOut);
    const label = asking.topics ? "Where the reply goes" : "Find and do anything";
    return <Palette key={label} entries={entries} label={label} onClose={close} />;
  }
  return <AboutThread inbox={inbox} asking={asking} onClose={close} />;
}

const WORDS = { close: "Close", download: "Download", open: "Open in a new tab" } as const;

type AboutThreadAsking = Exclude<Asking, { what: "sheet" } | { what: "palette" } | { what: "picture" }>;

function AboutThread({
  inbox,
  asking,
  onClose,
}: {
  inbox: Inbox;
  asking: AboutThreadAsking;
  onClose: () => void;
}) {
  const opened = inbox.opened.value;
  const conversation = opened?.conversation.value;
  if (opened === null || conversation === null || conversation === undefined) return null;
  const { actions } = inbox;
  if (asking.what === "start") {
    const name = nameOf(conversation);
    const written = async () => {
      onClose();
      // The next thing is to say something in it.
      setTimeout(inbox.composing.focus);
    };
    const start = actions.start(conversation.id);
    return <StartDialog visitor={name} onStart={start} onStarted={written} onClose={onClose} />;
  }
  const thread = opened.threads.value.get(asking.thread);
  if (thread === undefined) return null;
  return asking.what === "end" ? (
    <EndDialog topic={thread.topic} onEnd={actions.endWith(conversation.id, thread)} onClose={onClose} />
  ) : (
    <RenameDialog
      topic={thread.topic}
      onRename={actions.rename(conversation.id, thread.id)}
      onClose={onClose}
    />
  );
}
