/** Where the operator writes: a reply or a note, to a line that is always named. */

import type { Thread } from "@threadbox/client/protocol";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ComposerView } from "../shared/composer/composerState";
import type { Kind } from "../shared/composer/drafts";
import { pastedFiles } from "../shared/ui/fileDrop";
import { Icon } from "../shared/ui/Icon";
import { AttachButton } from "./AttachButton";
import { AttachmentList } from "./AttachmentList";
import { ComposerNotes } from "./ComposerNotes";
import { EndButton } from "./EndButton";
import { EndedNotice } from "./EndedNotice";
import { KindSwitch } from "./KindSwitch";
import { TargetPicker } from "./TargetPicker";
import "./composer.css";

export interface ComposerProps {
  view: ComposerView;
  /** What the file picker offers. */
  accept: string;
  open: readonly Thread[];
  current: string | null;
  visitor: string;
  /** Takes the way to put the focus here, so that a key can do it before the next one is pressed. */
  onFocusable: (focus: () => void) => void;
  onKind: (kind: Kind) => void;
  onText: (text: string) => void;
  onPick: (thread: string | null) => void;
  onFiles: (files: Iterable<File>) => void;
  onDetach: (id: string) => void;
  onSend: () => void;
  /** What is too long becomes a file. */
  onTurn: () => void;
  onReopen: (thread: string) => void;
  onEnd: (thread: Thread) => void;
}

export function Composer(props: ComposerProps) {
  const { view, open, visitor } = props;
  const { kind, text, thread, ended, sendable } = view;
  const field = useRef<HTMLTextAreaElement>(null);
  const note = kind === "note";

  useLayoutEffect(() => grow(field.current), [text]);
  useLayoutEffect(() => props.onFocusable(() => focusAtEnd(field.current)), []);

  const send = () => {
    if (sendable) props.onSend();
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.altKey) return;
    event.preventDefault();
    send();
  };

  const paste = (event: ClipboardEvent) => {
    const files = pastedFiles(event);
    if (files.length === 0) return;
    event.preventDefault();
    props.onFiles(files);
  };

  return (
    <section class={`composer${note ? " composer-note" : ""}`} aria-label="Write">
      {ended && thread !== null && (
        <EndedNotice thread={thread} onReopen={props.onReopen} onMain={() => props.onPick(null)} />
      )}
      <div class="composer-bar">
        <TargetPicker thread={thread} open={open} current={props.current} onPick={props.onPick} />
        <KindSwitch kind={kind} onKind={props.onKind} />
        <span class="composer-hint" aria-hidden="true">
          {text.trim() === "" ? "" : "Draft saved"}
        </span>
        {thread !== null && !ended && <EndButton thread={thread} onEnd={props.onEnd} />}
      </div>
      <ComposerNotes
        view={view}
        onTurn={() => {
          props.onTurn();
          field.current?.focus();
        }}
      />
      <div class="composer-box">
        <AttachmentList files={view.attached} onRemove={props.onDetach} />
        <textarea
          ref={field}
          class="composer-text"
          rows={1}
          dir="auto"
          aria-label={note ? "Note" : "Reply"}
          placeholder={note ? "A note that only operators see" : `Write to ${visitor}`}
          value={text}
          enterkeyhint="send"
          onInput={(event) => props.onText(event.currentTarget.value)}
          onKeyDown={press}
          onPaste={paste}
        />
        {!note && <AttachButton accept={props.accept} onFiles={props.onFiles} />}
        <button
          type="button"
          class="button button-primary composer-send"
          aria-disabled={!sendable}
          onClick={send}
        >
          {note ? "Add note" : "Send"} <Icon name={note ? "note" : "send"} size={15} />
        </button>
      </div>
    </section>
  );
}

/** As high as the text, where the style sheet cannot say so itself. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function focusAtEnd(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}
