/** What a visitor was asked, and what they answered so far. Operators look on: the answer is theirs. */

import { isAnswered } from "@threadbox/client/content/contents";
import type { Choice, Field, Picker } from "@threadbox/client/protocol";
import { Text } from "@threadbox/client/ui/Text";
import { Icon } from "../../../shared/ui/Icon";
import "./question.css";

export function PickerQuestion({ picker }: { picker: Picker }) {
  return (
    <div class="question">
      <Text text={picker.text} />
      <ul class="choices" aria-label="Choices">
        {picker.choices.map((choice) => (
          <ChoiceLine key={choice.value} choice={choice} />
        ))}
      </ul>
      {!isAnswered(picker) && <Unanswered required={picker.required} />}
    </div>
  );
}

function ChoiceLine({ choice }: { choice: Choice }) {
  return (
    <li class={`choice${choice.selected ? " choice-selected" : ""}`} title={choice.action?.target}>
      <span class="choice-sign" aria-hidden="true">
        {choice.selected && <Icon name="check" size={12} />}
      </span>
      {choice.icon !== null && <span aria-hidden="true">{choice.icon}</span>}
      <bdi>{choice.label}</bdi>
      {choice.action !== null && <Icon name="out" size={13} />}
      {choice.selected && <span class="hidden-text"> (chosen)</span>}
    </li>
  );
}

export function FieldQuestion({ field }: { field: Field }) {
  return (
    <div class="question">
      <Text text={field.text} />
      {field.explain !== null && (
        <p class="question-explain" dir="auto">
          {field.explain}
        </p>
      )}
      {field.value === null ? (
        <Unanswered required={field.required} />
      ) : (
        <p class="question-answer" dir="auto">
          <Icon name="check" size={14} />
          <span class="hidden-text">Answer: </span>
          <span>{field.value}</span>
        </p>
      )}
    </div>
  );
}

function Unanswered({ required }: { required: boolean }) {
  return <p class="question-open">Not answered yet{required ? " · an answer is required" : ""}</p>;
}
