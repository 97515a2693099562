/** What has to be said beside the field: a text is too long, or files are not taken. */

import { MESSAGE_CHARACTERS } from "@threadbox/client/limits";
import { charactersOf, messageOf } from "@threadbox/client/text/messageText";
import type { ComposerView } from "../shared/composer/composerState";

export interface ComposerNotesProps {
  view: ComposerView;
  onTurn: () => void;
}

/** Where the count of characters begins to matter. */
const MANY_CHARACTERS = MESSAGE_CHARACTERS - 500;

export function ComposerNotes({ view, onTurn }: ComposerNotesProps) {
  const { text, excess, kind, refused } = view;
  const characters = text.length > MANY_CHARACTERS ? charactersOf(messageOf(text)) : 0;
  return (
    <div class="composer-notes">
      {/* Both are there before they say anything: only a change in them is announced. */}
      <div role="alert">
        {refused.map((sentence) => (
          <p key={sentence} class="composer-fault">
            {sentence}
          </p>
        ))}
      </div>
      <div role="status">
        {excess > 0 && (
          <p class="composer-fault">
            Too long for one message.{" "}
            {kind === "reply" && (
              <button type="button" class="button button-small" onClick={onTurn}>
                Send as a text file
              </button>
            )}
          </p>
        )}
      </div>
      {characters > MANY_CHARACTERS && (
        <p class="composer-count">
          {`${characters.toLocaleString("en")} of ${MESSAGE_CHARACTERS.toLocaleString("en")} characters`}
        </p>
      )}
    </div>
  );
}
