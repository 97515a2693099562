/** The inbox: rail, list, conversation, details, as many of them as the window has room for. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Moves } from "../moves";
import { go, route } from "../routes";
import { detailsShown } from "../settings";
import type { Inbox } from "../state";
import { AccountMenu } from "./AccountMenu";
import { ConversationPane } from "./ConversationPane";
import { DetailsPane } from "./DetailsPane";
import { Dialogs } from "./Dialogs";
import { useMedia, useMinute } from "./hooks";
import { ListContainer } from "./ListContainer";
import { OfflineBanner } from "./OfflineBanner";
import { Rail } from "./Rail";
import { useKeys } from "./useKeys";
import { useTitle } from "./useTitle";
import "./workspace.css";

export interface WorkspaceProps {
  inbox: Inbox;
  onSignOut: () => void;
}

export function Workspace({ inbox, onSignOut }: WorkspaceProps) {
  const moves = useMemo(() => new Moves(inbox), [inbox]);
  const now = useMinute();
  const roomy = useMedia("(width >= 1100px)");
  const single = useMedia("(width < 720px)");
  const drawer = useSignal(false);
  const { conversation } = route.value;
  const asking = inbox.asking.value !== null;
  const beside = roomy && detailsShown.value && conversation !== null;

  useTitle(inbox);
  useKeys(moves);
  useEffect(() => {
    drawer.value = false;
  }, [conversation, roomy, drawer]);

  const account = {
    operator: inbox.operator,
    onSignOut,
    onShortcuts: () => inbox.ask({ what: "sheet" }),
  };
  const toggleDetails = () => {
    if (roomy) detailsShown.value = !detailsShown.value;
    else drawer.value = true;
  };
  const layout = `${single ? "single" : roomy ? "roomy" : "narrow"}${beside ? " with-details" : ""}`;

  return (
    <>
      <div class={`workspace ${layout}`} inert={asking} aria-hidden={asking ? "true" : undefined}>
        {!single && (
          <Rail
            unread={inbox.unread.value}
            onInbox={() => go({ conversation: null, target: null, only: null })}
            {...account}
          />
        )}
        {(!single || conversation === null) && (
          <ListContainer
            inbox={inbox}
            now={now}
            single={single}
            account={single ? <AccountMenu {...account} /> : null}
          />
        )}
        {(!single || conversation !== null) && (
          <ConversationPane
            inbox={inbox}
            moves={moves}
            now={now}
            single={single}
            detailsShown={beside || drawer.value}
            onDetails={toggleDetails}
          />
        )}
        {beside && <DetailsPane inbox={inbox} moves={moves} now={now} onClose={null} />}
        {!roomy && drawer.value && (
          <DetailsPane
            inbox={inbox}
            moves={moves}
            now={now}
            onClose={() => {
              drawer.value = false;
            }}
          />
        )}
        <OfflineBanner status={inbox.live.status.value} />
      </div>
      <Dialogs inbox={inbox} moves={moves} onSignOut={onSignOut} />
    </>
  );
}
