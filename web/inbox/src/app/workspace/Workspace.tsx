/** The inbox: rail, list, conversation, details, as many of them as the window has room for. */

import { effect, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { ConversationList } from "../../list/ConversationList";
import type { Inbox } from "../../server/inbox";
import { go, route } from "../../shared/routes";
import { detailsShown, detailsWidth, listWidth } from "../../shared/settings";
import { useDropGuard } from "../../shared/ui/fileDrop";
import { Arrival, focusName } from "../../shared/ui/focus";
import { useMedia, useMinute } from "../../shared/ui/hooks";
import { Pane } from "../../shared/ui/Pane";
import { Actions, SINGLE } from "../actions";
import { Dialogs } from "../Dialogs";
import { useKeys } from "../useKeys";
import { useTitle } from "../useTitle";
import { AccountMenu } from "./AccountMenu";
import { ConversationPane } from "./ConversationPane";
import { DetailsPane } from "./DetailsPane";
import { OfflineBanner } from "./OfflineBanner";
import { Rail } from "./Rail";
import { WebsiteMenu, type WebsiteMenuProps } from "./WebsiteMenu";
import "./workspace.css";

export interface WorkspaceProps extends WebsiteMenuProps {
  onSignOut: () => void;
}

export function Workspace({ inbox, website, websites, onSignOut }: WorkspaceProps) {
  const actions = useMemo(() => new Actions(inbox), [inbox]);
  const arrival = useMemo(() => new Arrival(), []);
  const now = useMinute();
  const roomy = useMedia("(width >= 1100px)");
  const single = useMedia(SINGLE);
  const drawer = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const { conversation } = route.value;
  const beside = roomy && detailsShown.value && conversation !== null && isThere(inbox);

  useTitle(inbox);
  useKeys(actions);
  useDropGuard();
  useLayoutEffect(() => (box.current === null ? undefined : followed(box.current, inbox)), [inbox]);
  useEffect(() => {
    drawer.value = false;
  }, [conversation, roomy, drawer]);

  const account = {
    operator: inbox.operator,
    onSignOut,
    onShortcuts: () => inbox.openDialog({ what: "sheet" }),
  };
  const toggleDetails = () => {
    if (roomy) detailsShown.value = !detailsShown.value;
    else drawer.value = true;
  };
  const closeDrawer = () => {
    drawer.value = false;
  };
  const layout = `${single ? "single" : roomy ? "roomy" : "narrow"}${beside ? " with-details" : ""}`;

  return (
    <>
      <div class={`workspace ${layout}`} ref={box}>
        {!single && conversation !== null && <SkipLink />}
        {!single && (
          <Rail
            unread={inbox.unread.value}
            onInbox={() => go({ conversation: null, target: null, only: null })}
            {...account}
          />
        )}
        {(!single || conversation === null) && (
          <Pane what="The list" place="list-pane">
            <ConversationList
              inbox={inbox}
              now={now}
              single={single}
              website={<WebsiteMenu inbox={inbox} website={website} websites={websites} />}
              account={single ? <AccountMenu {...account} /> : null}
            />
          </Pane>
        )}
        {(!single || conversation !== null) && (
          <Pane key={`talk ${conversation}`} what="The conversation" place="conversation">
            <ConversationPane
              inbox={inbox}
              actions={actions}
              now={now}
              single={single}
              detailsShown={beside || drawer.value}
              onDetails={toggleDetails}
              onShown={() => arrival.shown()}
            />
          </Pane>
        )}
        {(beside || (!roomy && drawer.value)) && (
          <Pane key={`about ${conversation}`} what="The details" place="details">
            <DetailsPane inbox={inbox} actions={actions} now={now} onClose={beside ? null : closeDrawer} />
          </Pane>
        )}
        <OfflineBanner status={inbox.connection.status} isLost={inbox.connection.isLost} />
      </div>
      <Dialogs inbox={inbox} actions={actions} websites={websites} onSignOut={onSignOut} />
    </>
  );
}

/** Past the list, for the keyboard: shown when it has the focus. */
function SkipLink() {
  return (
    <nav class="skip" aria-label="Skip">
      <button type="button" class="button" onClick={focusName}>
        Skip to the conversation
      </button>
    </nav>
  );
}

/** Whether there is, or may still be, such a conversation: else there are no details of it. */
function isThere(inbox: Inbox): boolean {
  const state = inbox.opened.value?.state.value;
  return state !== "missing" && state !== "failed";
}

/** Straight to the element: nothing in the panes is drawn again for a border or a dialog. */
function followed(box: HTMLElement, inbox: Inbox): () => void {
  const widths = effect(() => {
    box.style.setProperty("--list-width", `${listWidth.value}px`);
    box.style.setProperty("--details-width", `${detailsWidth.value}px`);
  });
  const dialog = effect(() => {
    const isCovered = inbox.dialog.value !== null;
    box.toggleAttribute("inert", isCovered);
    box.setAttribute("aria-hidden", String(isCovered));
  });
  return () => {
    widths();
    dialog();
  };
}
