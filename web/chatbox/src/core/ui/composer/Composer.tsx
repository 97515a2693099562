/** Where the visitor writes. While threads are open it says which one the message goes to. */

import { MESSAGE_CHARACTERS } from "@threadbox/client/limits";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComposerState } from "../../composer/composerState";
import type { Target } from "../../composer/target";
import { t } from "../../texts";
import { lazy } from "../frame/lazy";
import { Icon } from "../shared/Icon";
import { ScreenReaderText } from "../shared/ScreenReaderText";
import { Sign, TopicName } from "../shared/Topic";

export interface ComposerProps {
  composer: ComposerState;
  /** There are open threads, so there is something to choose. */
  hasChoice: boolean;
  onSend(): void;
  onFiles(files: Iterable<File>): void;
  onChangeTarget(): void;
}

const EmojiPicker = lazy(() =>
  import("./EmojiPicker").then(({ EmojiPicker: component, css }) => ({ component, css })),
);
const ComposerNotes = lazy(() =>
  import("./ComposerNotes").then(({ ComposerNotes: component, css }) => ({ component, css })),
);

/** Where the count of characters begins to matter. */
const MANY_CHARACTERS = MESSAGE_CHARACTERS - 500;

export function Composer({ composer, hasChoice, onSend, onFiles, onChangeTarget }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isPicking, setPicking] = useState(false);
  const { text } = composer;
  const target = composer.target.value;
  const hasNotes =
    composer.offered.value || target.ended || composer.files.value || text.length > MANY_CHARACTERS;

  // As tall as its text, up to the limit in the style sheet.
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    if (area.value !== text) {
      // What was pasted has become normal: whoever writes goes on behind it.
      const behind = area.value.length - area.selectionEnd;
      area.value = text;
      area.selectionStart = area.selectionEnd = text.length - behind;
    }
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  function onKeyDown(event: KeyboardEvent): void {
    // While an input method composes, Enter chooses a word; 229 is how Safari says so.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    onSend();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    // What was copied from a text program comes as text and as a picture of it: the text is meant.
    if (!files?.length || event.clipboardData?.getData("text/plain")) return;
    event.preventDefault();
    onFiles([...files]);
  }

  function insert(emoji: string): void {
    const area = field.current;
    if (!area) return;
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, "end");
    composer.write(area.value);
  }

  function stopPicking(): void {
    setPicking(false);
    field.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
        field.current?.focus();
      }}
    >
      {isPicking && <EmojiPicker onPick={insert} onClose={stopPicking} />}
      {(hasChoice || target.id || composer.offered.value) && (
        <TargetLine target={target} onChange={onChangeTarget} />
      )}
      {hasNotes && <ComposerNotes composer={composer} onDone={() => field.current?.focus()} />}
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t("composer.label")}
          placeholder={t("composer.hint")}
          enterkeyhint="send"
          onInput={(event) => composer.write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="button"
          class="tool with-keyboard"
          aria-expanded={isPicking}
          title={t("emoji")}
          onClick={() => (isPicking ? stopPicking() : setPicking(true))}
        >
          <Icon name="smile" label={t("emoji")} />
        </button>
        <FileButton icon="camera" label={t("photo")} isCamera onFiles={onFiles} />
        <FileButton icon="clip" label={t("attach")} onFiles={onFiles} />
        <button type="submit" class="send" aria-label={t("send")} disabled={!composer.isSendable}>
          <Icon name="send" size={18} />
        </button>
      </div>
    </form>
  );
}

interface FileButtonProps {
  icon: "camera" | "clip";
  label: string;
  /** Straight to the camera, where there is one to hold. */
  isCamera?: boolean;
  onFiles(files: Iterable<File>): void;
}

function FileButton({ icon, label, isCamera = false, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class={`tool ${isCamera ? "on-touch" : ""}`}
        title={label}
        onClick={() => input.current?.click()}
      >
        <Icon name={icon} label={label} />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!isCamera}
        {...(isCamera ? { accept: "image/*", capture: "environment" } : {})}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file once more is a choice as well.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function TargetLine({ target, onChange }: { target: Target; onChange(): void }) {
  const topic = target.topic ?? t("topic.main");
  return (
    <button type="button" class="target" aria-haspopup="dialog" onClick={onChange}>
      <span class="target-to">{t("target.to")}</span>
      {target.id && target.topic && <Sign thread={target.id} />}
      <TopicName topic={topic} />
      <ScreenReaderText>, {t("target.change")}</ScreenReaderText>
      <Icon name="down" size={14} />
    </button>
  );
}
