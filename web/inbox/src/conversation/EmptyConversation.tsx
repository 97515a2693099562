/** Where a conversation would stand: nothing chosen, loading, not there, or not reachable. */

import { Icon, Mark } from "../shared/ui/Icon";

export interface EmptyConversationProps {
  /** `empty`: there is nothing that could be chosen. */
  what: "none" | "empty" | "loading" | "missing" | "failed";
  onBack: (() => void) | null;
  onRetry?: () => void;
}

export function EmptyConversation({ what, onBack, onRetry }: EmptyConversationProps) {
  return (
    <main class="conversation" aria-label="Conversation">
      {onBack !== null && (
        <div class="conversation-header">
          <button type="button" class="icon-button" aria-label="Back" onClick={onBack}>
            <Icon name="back" />
          </button>
        </div>
      )}
      <div class="blank">
        <Words what={what} />
        {what === "failed" && (
          <button type="button" class="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </main>
  );
}

function Words({ what }: Pick<EmptyConversationProps, "what">) {
  if (what === "loading")
    return (
      <>
        <span class="spinner" />
        <span class="hidden-text" role="status">
          Loading the conversation
        </span>
      </>
    );
  if (what === "missing")
    return (
      <>
        <h2>There is no such conversation</h2>
        <p>The link may be of another website, or cut short.</p>
      </>
    );
  if (what === "failed") return <h2>The conversation could not be loaded</h2>;
  if (what === "empty")
    return (
      <>
        <span class="blank-mark">
          <Mark size={44} />
        </span>
        <h2>Nothing is open</h2>
      </>
    );
  return (
    <>
      <span class="blank-mark">
        <Mark size={44} />
      </span>
      <h2>Choose a conversation</h2>
      <p>
        <kbd class="key">J</kbd> and <kbd class="key">K</kbd> go through the list,{" "}
        <kbd class="key">Enter</kbd> opens.
      </p>
    </>
  );
}
