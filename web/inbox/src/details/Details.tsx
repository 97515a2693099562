/** Beside the conversation: its threads, and who the visitor is. */

import type { Conversation, Page } from "@threadbox/client/protocol";
import type { ComponentChildren } from "preact";
import { Icon } from "../shared/ui/Icon";
import { Profile } from "./Profile";
import "./details.css";

export interface DetailsProps {
  conversation: Conversation;
  online: boolean;
  page: Page | null;
  /** The threads; shown where there are some. */
  outline: ComponentChildren;
  /** What else is known of the same person. */
  others: ComponentChildren;
  /** Given when the details lie over the conversation. */
  onClose: (() => void) | null;
  onStart: () => void;
}

export function Details(props: DetailsProps) {
  const { conversation, online, page, others, outline, onClose, onStart } = props;
  return (
    <div class="details">
      <section aria-labelledby="details-threads">
        <header class="details-header">
          <h2 id="details-threads">Threads</h2>
          <button type="button" class="button button-small" title="Start thread (T)" onClick={onStart}>
            Start thread
          </button>
          {onClose !== null && (
            <button type="button" class="icon-button" aria-label="Close details" onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {conversation.threads.length === 0 ? (
          <p class="details-none">
            No threads. Start one <kbd class="key">T</kbd> to give a topic a beginning and an end.
          </p>
        ) : (
          outline
        )}
      </section>
      <Profile conversation={conversation} online={online} page={page} others={others} />
    </div>
  );
}
