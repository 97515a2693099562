/**
 * What has to be said beside the field: another line is there to write to, a text is too long, files
 * wait or are not taken. Nothing of it is decided without the person.
 */

import { MESSAGE_CHARACTERS } from "@threadbox/client/limits";
import { charactersOf, messageOf } from "@threadbox/client/text/messageText";
import { bytesOf } from "@threadbox/client/text/time";
import type { ComponentChildren } from "preact";
import type { ComposerFiles } from "../../composer/composerFiles";
import type { ComposerState } from "../../composer/composerState";
import { locale, t } from "../../texts";
import { Icon } from "../shared/Icon";

export { default as css } from "./composer-notes.css?inline";

const FILE = "M7 3.5h7l4 4v13H7Z M14 3.5v4h4";

export interface ComposerNotesProps {
  composer: ComposerState;
  /** What was pressed may be gone: the focus goes on writing. */
  onDone(): void;
}

export function ComposerNotes({ composer, onDone }: ComposerNotesProps) {
  const files = composer.files.value;
  const { key: line } = composer;
  return (
    <div class="notes">
      <Offer composer={composer} onDone={onDone} />
      <Length composer={composer} onDone={onDone} />
      {files && <Attached files={files} line={line} onDone={onDone} />}
      {/* There before it says anything: only a change in it is announced. */}
      <div role="alert">
        {files?.refused.value.map((sentence) => (
          <p key={sentence} class="note is-wrong">
            {sentence}
          </p>
        ))}
      </div>
    </div>
  );
}

/** The current thread has changed since the first letter: what is written stays, and may go along. */
function Offer({ composer, onDone }: ComposerNotesProps) {
  const offered = composer.offered.value;
  const { ended } = composer.target.value;
  function change(): void {
    if (offered) composer.choose(offered.id);
    onDone();
  }
  return (
    <div role="status">
      {ended && <p class="note">{named("target.ended", ended)}</p>}
      {offered && (
        <p class="note">
          {named("target.new", offered.topic ?? t("topic.main"))} –{" "}
          <button type="button" onClick={change}>
            {t("target.switch")}
          </button>
        </p>
      )}
    </div>
  );
}

/** Before the limit a count; beyond it the way to send all of it nevertheless. */
function Length({ composer, onDone }: ComposerNotesProps) {
  const { excess } = composer;
  const characters = charactersOf(messageOf(composer.text));
  if (characters <= MESSAGE_CHARACTERS - 500) return <div role="status" />;
  function turn(): void {
    void composer.turnIntoFile();
    onDone();
  }
  return (
    <>
      {/* Said once; the count changes with every letter. */}
      <div role="status">
        {excess > 0 && (
          <p class="note is-wrong">
            {t("long")}{" "}
            <button type="button" onClick={turn}>
              {t("long.file")}
            </button>
          </p>
        )}
      </div>
      <p class="note is-count">{t("long.count", { count: characters, limit: MESSAGE_CHARACTERS })}</p>
    </>
  );
}

function Attached({ files, line, onDone }: { files: ComposerFiles; line: string; onDone(): void }) {
  const attached = files.attached.of(line);
  if (attached.length === 0) return null;
  return (
    <ul class="attached" aria-label={t("attached")}>
      {attached.map(({ id, file, picture }) => (
        <li key={id}>
          {picture && files.showsLocal.value ? (
            <img
              src={picture}
              alt=""
              onError={() => {
                files.showsLocal.value = false;
              }}
            />
          ) : (
            <Icon path={FILE} size={18} />
          )}
          <span class="attached-text">
            <bdi title={file.name}>{file.name}</bdi>
            <span class="meta">{bytesOf(file.size, locale())}</span>
          </span>
          <button
            type="button"
            class="tool"
            title={t("attached.remove", { name: file.name })}
            onClick={() => {
              files.attached.remove(line, id);
              onDone();
            }}
          >
            <Icon name="close" size={16} label={t("attached.remove", { name: file.name })} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function named(key: "target.ended" | "target.new", topic: string): ComponentChildren {
  return t.parts<ComponentChildren>(key, { topic: <bdi key={topic}>{topic}</bdi> });
}
