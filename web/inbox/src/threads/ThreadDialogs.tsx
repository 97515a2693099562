/** The three questions asked about a thread: what to call it, how it ended, what to call it now. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Ask } from "../server/commands";
import { COMMAND_KEY } from "../shared/keys";
import { Dialog } from "../shared/ui/Dialog";
import { topicFault, topicOf } from "./topicInput";

export interface StartDialogProps {
  visitor: string;
  onStart: Ask<[topic: string, externalId: string | null]>;
  onStarted: () => void;
  onClose: () => void;
}

export function StartDialog({ visitor, onStart, onStarted, onClose }: StartDialogProps) {
  const [externalId, setExternalId] = useState("");
  return (
    <TopicDialog
      title="Start thread"
      lead={`A topic in the conversation with ${visitor}. Both sides see where it starts and ends.`}
      topic=""
      button="Start thread"
      submit={(topic) => onStart(topic, topicOf(externalId) || null)}
      onDone={onStarted}
      onClose={onClose}
    >
      <details class="dialog-more">
        <summary>More</summary>
        <div class="field">
          <label for="external-id">External id</label>
          <input
            id="external-id"
            value={externalId}
            aria-describedby="external-id-hint"
            onInput={(event) => setExternalId(event.currentTarget.value)}
          />
          <span id="external-id-hint" class="field-hint">
            Your own number for it, such as a ticket. A thread that ended under this number is reopened.
          </span>
        </div>
      </details>
    </TopicDialog>
  );
}

export interface RenameDialogProps {
  topic: string;
  onRename: Ask<[topic: string]>;
  onClose: () => void;
}

export function RenameDialog({ topic, onRename, onClose }: RenameDialogProps) {
  return (
    <TopicDialog
      title="Rename thread"
      lead="Links to the thread keep working. The visitor sees the new topic only."
      topic={topic}
      button="Rename"
      submit={onRename}
      onDone={onClose}
      onClose={onClose}
    />
  );
}

interface TopicDialogProps {
  title: string;
  lead: string;
  topic: string;
  button: string;
  submit: Ask<[topic: string]>;
  onDone: () => void;
  onClose: () => void;
  children?: ComponentChildren;
}

function TopicDialog({ title, lead, topic, button, submit, onDone, onClose, children }: TopicDialogProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = topicOf(input.current?.value ?? "");
    const fault = topicFault(given);
    if (busy || fault !== null) return refuse(fault);
    setBusy(true);
    const refused = await submit(given);
    setBusy(false);
    if (refused === null) onDone();
    else refuse(refused);
  };
  const refuse = (fault: string | null) => {
    setError(fault);
    if (fault !== null) input.current?.focus();
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <form class="dialog-form" onSubmit={ask} noValidate>
        <p class="dialog-lead">{lead}</p>
        <div class="field">
          <label for={id}>Topic</label>
          <input
            ref={input}
            id={id}
            dir="auto"
            defaultValue={topic}
            autocomplete="off"
            required
            aria-invalid={error !== null}
            aria-describedby={`${id}-error`}
            onInput={() => setError(null)}
          />
          <span id={`${id}-error`} class="field-error" role="alert">
            {error}
          </span>
        </div>
        {children}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" aria-disabled={busy}>
            {button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export interface EndDialogProps {
  topic: string;
  onEnd: Ask<[outcome: string | null]>;
  onClose: () => void;
}

export function EndDialog({ topic, onEnd, onClose }: EndDialogProps) {
  const id = useId();
  const [error, setError] = useState<string | null>(null);
  const outcome = useRef<HTMLTextAreaElement>(null);

  useLayoutEffect(() => outcome.current?.focus(), []);

  const end = async (event?: Event) => {
    event?.preventDefault();
    const said = outcome.current?.value.trim() ?? "";
    const refused = await onEnd(said === "" ? null : said);
    if (refused === null) onClose();
    else setError(refused);
  };

  return (
    <Dialog title="End thread" onClose={onClose}>
      <form class="dialog-form" onSubmit={end} noValidate>
        <p class="dialog-lead">
          <bdi>{topic}</bdi>
        </p>
        <div class="field">
          <label for={id}>Outcome (optional)</label>
          <textarea
            ref={outcome}
            id={id}
            dir="auto"
            aria-invalid={error !== null}
            aria-describedby={`${id}-hint ${id}-error`}
            onKeyDown={(event) =>
              event.key === "Enter" && (event.ctrlKey || event.metaKey) && void end(event)
            }
          />
          <span id={`${id}-hint`} class="field-hint">
            Shown at the end of the thread, to the visitor too. <kbd class="key">{COMMAND_KEY}</kbd>{" "}
            <kbd class="key">Enter</kbd> ends it.
          </span>
          <span id={`${id}-error`} class="field-error" role="alert">
            {error}
          </span>
        </div>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary">
            End thread
          </button>
        </div>
      </form>
    </Dialog>
  );
}
