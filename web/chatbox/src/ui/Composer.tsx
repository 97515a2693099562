/** Where the visitor writes. While threads are open it says which one the message goes to. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../texts";
import { MESSAGE_CHARACTERS } from "../topics";
import type { Target } from "../view";
import { Icon } from "./Icon";
import { hueClass, TopicLine } from "./Topic";
import { Unseen } from "./Unseen";

export interface ComposerProps {
  text: string;
  target: Target;
  /** There are open threads, so there is something to choose. */
  hasChoice: boolean;
  onWrite(text: string): void;
  onSend(): void;
  onChangeTarget(): void;
}

export function Composer({ text, target, hasChoice, onWrite, onSend, onChangeTarget }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isBlank = text.trim() === "";

  // As tall as its text, up to the limit in the style sheet.
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    if (area.value !== text) area.value = text;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  function onKeyDown(event: KeyboardEvent): void {
    // While an input method composes, Enter chooses a word; 229 is how Safari says so.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    onSend();
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
      {(hasChoice || target.id) && <TargetLine target={target} onChange={onChangeTarget} />}
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          maxLength={MESSAGE_CHARACTERS}
          aria-label={t("composer.label")}
          placeholder={t("composer.hint")}
          enterkeyhint="send"
          onInput={(event) => onWrite(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label={t("send")} disabled={isBlank}>
          <Icon name="send" size={18} />
        </button>
      </div>
    </form>
  );
}

function TargetLine({ target, onChange }: { target: Target; onChange(): void }) {
  const topic = target.topic ?? t("topic.main");
  return (
    <button type="button" class="target" aria-haspopup="dialog" onClick={onChange}>
      <span class="target-to">{t("target.to")}</span>
      {target.id && <span class={`sign ${hueClass(target.hue)}`} aria-hidden="true" />}
      <TopicLine topic={topic} />
      <Unseen>, {t("target.change")}</Unseen>
      <Icon name="down" size={14} />
    </button>
  );
}
