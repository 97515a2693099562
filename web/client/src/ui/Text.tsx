/** What a person typed, as elements. Text stays text: nothing here makes HTML from it. */

import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { beginningOf } from "../text/excerpt";
import { type Block, type Inline, type Item, parse } from "../text/markup";

export interface TextProps {
  text: string;
  class?: string;
  /** What the button below a long one says, before and after it is pressed. */
  more?: readonly [all: string, less: string];
}

/** A message's text with its Markdown subset, in its own direction; of a long one the beginning. */
export function Text({ text, class: name = "words", more = ["Show all", "Show less"] }: TextProps) {
  const [isWhole, setWhole] = useState(false);
  const beginning = useMemo(() => beginningOf(text), [text]);
  const shown = isWhole ? text : beginning;
  const blocks = useMemo(() => parse(shown).map(block), [shown]);
  return (
    // What somebody wrote may be translated by the browser, whatever is around it.
    <div class={name} dir="auto" translate>
      {blocks}
      {beginning !== text && (
        <button type="button" class="words-more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {more[isWhole ? 1 : 0]}
        </button>
      )}
    </div>
  );
}

function block(part: Block): ComponentChildren {
  switch (part.kind) {
    case "code":
      return (
        <pre dir="ltr">
          {part.info && <span>{`${part.info}\n`}</span>}
          <code>{part.text}</code>
        </pre>
      );
    case "paragraph":
      // Copied, a <p> would bring an empty line along that nobody typed.
      return <div dir="auto">{part.children.map(inline)}</div>;
    case "list": {
      const items = part.items.map(item);
      return part.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

/** The sign is text like the rest, so that it is copied, and has the room it needs on either side. */
function item({ above, sign, children }: Item): ComponentChildren {
  return (
    <li dir="auto" style={{ "--sign": `${sign.length}ch` }}>
      {above}
      <span>{sign}</span>
      {children.map(inline)}
    </li>
  );
}

function inline(part: Inline): ComponentChildren {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return <code>{part.text}</code>;
    case "bold":
      return <strong>{part.children.map(inline)}</strong>;
    case "italic":
      return <em>{part.children.map(inline)}</em>;
    case "strike":
      return <s>{part.children.map(inline)}</s>;
    case "link":
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {part.children.map(inline)}
        </a>
      );
  }
}
