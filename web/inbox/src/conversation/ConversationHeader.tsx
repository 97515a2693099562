/** Above the timeline: with whom, whether they are here, and the state of the conversation. */

import type { Conversation, Page } from "@threadbox/client/protocol";
import { nameOf } from "../shared/names";
import { pathOf } from "../shared/pageAddress";
import { Icon } from "../shared/ui/Icon";

export interface ConversationHeaderProps {
  conversation: Conversation;
  /** `null` while nobody can know. */
  online: boolean | null;
  page: Page | null;
  /** Given where the list is not beside the conversation. */
  onBack: (() => void) | null;
  /** Given where details are not shown; they hold the button for starting a thread otherwise. */
  onStart: (() => void) | null;
  detailsShown: boolean;
  onDetails: () => void;
  /** Resolves, or opens again. */
  onState: () => void;
}

export function ConversationHeader(props: ConversationHeaderProps) {
  const { conversation, online, page, onBack, onStart } = props;
  const resolved = conversation.state === "resolved";
  return (
    <header class="conversation-header">
      {onBack !== null && (
        <>
          <h1 class="hidden-text">Inbox</h1>
          <button type="button" class="icon-button" aria-label="Back" onClick={onBack}>
            <Icon name="back" />
          </button>
        </>
      )}
      <h2 class="conversation-name" tabIndex={-1}>
        <bdi>{nameOf(conversation)}</bdi>
      </h2>
      <p class={`conversation-presence${online ? " is-online" : ""}`}>
        {online ? (
          <>
            <span class="presence-dot" aria-hidden="true" />
            <span>online{page !== null && `, on ${pathOf(page)}`}</span>
          </>
        ) : resolved ? (
          "resolved"
        ) : (
          online === false && "offline"
        )}
      </p>
      {onStart !== null && (
        <button
          type="button"
          class="button start-button"
          aria-label="Start thread"
          title="Start thread (T)"
          onClick={onStart}
        >
          <Icon name="startThread" />
          <span class="start-text">Start thread</span>
        </button>
      )}
      <button
        type="button"
        class="button"
        title={resolved ? "Reopen (E)" : "Resolve (E)"}
        aria-keyshortcuts="E"
        onClick={props.onState}
      >
        {resolved ? "Reopen" : "Resolve"}
        <span class="key" aria-hidden="true">
          E
        </span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Details"
        aria-pressed={props.detailsShown}
        title="Details"
        onClick={props.onDetails}
      >
        <Icon name="details" />
      </button>
    </header>
  );
}
