/** Questions that the visitor answers here, once: choices to press, a line to fill in. */

import { isAnswered, webAddress } from "@threadbox/client/content/contents";
import { ANSWER_CHARACTERS } from "@threadbox/client/limits";
import type { Choice, Field, Picker } from "@threadbox/client/protocol";
import { charactersOf, isInvisible, normal } from "@threadbox/client/text/messageText";
import { Text } from "@threadbox/client/ui/Text";
import { useId, useState } from "preact/hooks";
import { t } from "../../texts";
import { Icon } from "../shared/Icon";
import { ScreenReaderText } from "../shared/ScreenReaderText";

const CHECK = "m5.5 12.5 4.3 4.3L18.5 8";
const OUT = "M14 5h5v5 M19 5l-8 8 M11 6H5v13h13v-6";

export function PickerMessage({ picker, onChoose }: { picker: Picker; onChoose(value: string): void }) {
  const id = useId();
  const answered = isAnswered(picker);
  function choose({ value, action }: Choice): void {
    // A frame would be a page inside the page, which a strict policy forbids: both open beside it.
    const target = action && webAddress(action.target);
    if (target) window.open(target, "_blank", "noopener,noreferrer");
    if (!answered) onChoose(value);
  }
  return (
    <div class="bubble question">
      <div id={id}>
        <Text text={picker.text} />
        {picker.required && !answered && <p class="meta">{t("required")}</p>}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame that no style takes away everywhere */}
      <div class="choices" role="group" aria-labelledby={id}>
        {picker.choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            class="choice"
            aria-pressed={choice.selected}
            disabled={answered && !(choice.selected && choice.action)}
            onClick={() => choose(choice)}
          >
            <span class="choice-sign" aria-hidden="true">
              {choice.selected && <Icon path={CHECK} size={13} />}
            </span>
            {choice.icon && <span aria-hidden="true">{choice.icon}</span>}
            <span dir="auto">{choice.label}</span>
            {choice.action && <Icon path={OUT} size={14} />}
          </button>
        ))}
      </div>
    </div>
  );
}

export function FieldMessage({ field, onAnswer }: { field: Field; onAnswer(value: string): void }) {
  const id = useId();
  const [text, setText] = useState("");
  const said = normal(text).trim();
  const characters = charactersOf(said);
  const isLong = characters > ANSWER_CHARACTERS;
  const isSendable = !isInvisible(said) && !isLong;
  return (
    <div class="bubble question">
      <Text text={field.text} />
      {field.value === null ? (
        <form
          class="answer"
          onSubmit={(event) => {
            event.preventDefault();
            if (isSendable) onAnswer(said);
          }}
        >
          <label for={id}>
            {field.explain ?? t("answered")}
            {field.required && <span class="meta"> · {t("required")}</span>}
          </label>
          <div class="answer-line">
            <input
              id={id}
              dir="auto"
              value={text}
              aria-invalid={isLong}
              required={field.required}
              enterkeyhint="send"
              onInput={(event) => setText(event.currentTarget.value)}
            />
            <button type="submit" class="button" disabled={!isSendable}>
              {t("send")}
            </button>
          </div>
          {isLong && <p class="meta">{t("long.count", { count: characters, limit: ANSWER_CHARACTERS })}</p>}
        </form>
      ) : (
        <p class="answered" dir="auto">
          <Icon path={CHECK} size={14} />
          <ScreenReaderText>{t("answered")}: </ScreenReaderText>
          {field.value}
        </p>
      )}
    </div>
  );
}
