/**
 * What a message holds besides text, and what becomes of a question when it is answered: the twin
 * of `domain/contents.py`.
 */

import type { Content, Field, File, Picker } from "../protocol";
import { hrefOf } from "../text/links";

/** An answer to a picker (`choices`) or to a field (`value`); the other one is `null`. */
export interface Answer {
  choices: readonly string[] | null;
  value: string | null;
}

/** The content as one text: for announcements, and for readers that know only text. */
export function wordsOf(content: Content): string {
  switch (content.type) {
    case "file":
      return content.name;
    case "animation":
      return "GIF";
    case "unreadable":
      return "";
    case "audio":
      return "Audio";
    default:
      return content.text;
  }
}

/** The question with this answer in it; `null` when the content asks for no such answer. */
export function withAnswer(content: Content, { choices, value }: Answer): Picker | Field | null {
  if (content.type === "picker" && choices)
    return {
      ...content,
      choices: content.choices.map((choice) => ({ ...choice, selected: choices.includes(choice.value) })),
    };
  return content.type === "field" && choices === null ? { ...content, value } : null;
}

/** Whether the question has its answer; `false` also when it is none. */
export function isAnswered(content: Content): boolean {
  if (content.type === "picker") return content.choices.some(({ selected }) => selected);
  return content.type === "field" && content.value !== null;
}

/** A file stored with us of which only the id is known; its row arrives with the message. */
export function fileOf(id: string): File {
  return { type: "file", name: "", url: "", media: "", bytes: null, width: null, height: null, file: id };
}

/** The address as the browser understands it, if it is http or https; `null` is never to be loaded. */
export function webAddress(address: string): string | null {
  const href = hrefOf(address);
  return href?.startsWith("http") ? href : null;
}
