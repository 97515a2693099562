/** What a person typed, as elements. Text stays text: nothing here makes HTML from it. */

import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { type Block, type Inline, parse } from "../text";

export interface TextProps {
  text: string;
  class?: string;
}

/** A message's text with its Markdown subset, in its own direction. */
export function Text({ text, class: name = "tb-text" }: TextProps) {
  const blocks = useMemo(() => parse(text), [text]);
  return (
    <div class={name} dir="auto">
      {blocks.map(block)}
    </div>
  );
}

function block(part: Block): ComponentChildren {
  switch (part.kind) {
    case "code":
      return (
        <pre dir="ltr">
          <code>{part.text}</code>
        </pre>
      );
    case "paragraph":
      return <p dir="auto">{part.children.map(inline)}</p>;
    case "list": {
      const items = part.items.map((item) => <li dir="auto">{item.map(inline)}</li>);
      return part.ordered ? <ol start={part.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function inline(part: Inline): ComponentChildren {
  switch (part.kind) {
    case "text":
      return part.text;
    case "break":
      return <br />;
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
