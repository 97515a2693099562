/**
 * The contents of messages in Crisp's words and in ours. What a page sends or shows is checked as the
 * server checks it (`domain/contents.py`), so that the developer sees at once what is wrong.
 */

import {
  ANSWER_CHARACTERS,
  AUDIO_SECONDS,
  CHOICES,
  FILE_NAME_CHARACTERS,
  ICON_CHARACTERS,
  LABEL_CHARACTERS,
  MEDIA_CHARACTERS,
  MESSAGE_CHARACTERS,
  QUESTION_CHARACTERS,
  TARGET_ACTIONS,
  TARGETS,
} from "@threadbox/client/limits";
import type { Content } from "@threadbox/client/protocol";
import { isRecord } from "../../../bridge/arguments";
import { webAddress } from "./people";
import { type CheckedText, oneLine, paragraph } from "./text";

/** A content, or the reason why there is none, as a sentence without a full stop. */
export type Read = { content: Content } | { wrong: string };

/** What a visitor may send. */
export const SENT = ["text", "file", "animation", "audio"];
/** What a page may show as if from an operator. */
export const SHOWN = [...SENT, "picker", "field", "carousel"];

/** Stops the reading of a content, with the reason. */
class Wrong extends Error {}

type Given = Record<string, unknown>;

/** Reads `["file", {name, url, type}]` and the like. */
export function contentOf(type: string, given: unknown): Read {
  try {
    if (type === "text") return { content: { type, text: text(given, "the text", MESSAGE_CHARACTERS) } };
    if (!isRecord(given)) throw new Wrong(`the content of a "${type}" is not an object`);
    return { content: READERS[type]?.(given) as Content };
  } catch (error) {
    if (error instanceof Wrong) return { wrong: error.message };
    throw error;
  }
}

const READERS: Record<string, (given: Given) => Content> = {
  file: ({ name, url, type }) => ({
    type: "file",
    name: line(name, "name", FILE_NAME_CHARACTERS),
    url: address(url, "url"),
    media: line(type, "type", MEDIA_CHARACTERS),
    bytes: null,
    width: null,
    height: null,
    file: null,
  }),
  animation: ({ url, type }) => ({
    type: "animation",
    url: address(url, "url"),
    media: line(type, "type", MEDIA_CHARACTERS),
  }),
  audio: ({ url, type, duration }) => ({
    type: "audio",
    url: address(url, "url"),
    media: line(type, "type", MEDIA_CHARACTERS),
    seconds: seconds(duration),
    file: null,
  }),
  picker: ({ id, text: question, choices, required }) => ({
    type: "picker",
    id: line(id, "id", LABEL_CHARACTERS),
    text: text(question, "text", QUESTION_CHARACTERS),
    choices: list(choices, "choices", CHOICES).map(choice),
    required: required === true,
  }),
  field: ({ id, text: question, explain, value, required }) => ({
    type: "field",
    id: line(id, "id", LABEL_CHARACTERS),
    text: text(question, "text", QUESTION_CHARACTERS),
    explain: maybe(explain, (it) => line(it, "explain", LABEL_CHARACTERS)),
    value: maybe(value, (it) => text(it, "value", ANSWER_CHARACTERS)),
    required: required === true,
  }),
  carousel: ({ text: title, targets }) => ({
    type: "carousel",
    text: text(title, "text", QUESTION_CHARACTERS),
    targets: list(targets, "targets", TARGETS).map(target),
  }),
};

function choice({ value, label, icon, selected, action }: Given) {
  return {
    value: line(value, "value", LABEL_CHARACTERS),
    label: line(label, "label", LABEL_CHARACTERS),
    icon: maybe(icon, (it) => line(it, "icon", ICON_CHARACTERS)),
    selected: selected === true,
    action: maybe(action, (it) => choiceAction(record(it, "action"))),
  };
}

function choiceAction({ type, target: where }: Given): { type: "frame" | "link"; target: string } {
  if (type !== "frame" && type !== "link") throw new Wrong('type of an action is neither "frame" nor "link"');
  return { type, target: address(where, "target") };
}

function target({ title, description, image, actions }: Given) {
  return {
    title: line(title, "title", LABEL_CHARACTERS),
    description: description == null ? "" : text(description, "description", QUESTION_CHARACTERS),
    image: maybe(image, (it) => address(it, "image")),
    actions: list(actions ?? [], "actions", TARGET_ACTIONS, true).map(({ label, url }) => ({
      label: line(label, "label", LABEL_CHARACTERS),
      url: address(url, "url"),
    })),
  };
}

/** `null` for what is not there, or empty. */
function maybe<Made>(given: unknown, make: (given: unknown) => Made): Made | null {
  return given == null || given === "" ? null : make(given);
}

function line(given: unknown, what: string, most: number): string {
  return sound(oneLine(given, what, most));
}

function text(given: unknown, what: string, most: number): string {
  return sound(paragraph(typeof given === "number" ? String(given) : given, what, most));
}

function address(given: unknown, what: string): string {
  return sound(webAddress(given, what));
}

function sound(read: CheckedText): string {
  if ("wrong" in read) throw new Wrong(read.wrong);
  return read.text;
}

function record(given: unknown, what: string): Given {
  if (!isRecord(given)) throw new Wrong(`${what} is not an object`);
  return given;
}

function list(given: unknown, what: string, most: number, mayBeEmpty = false): Given[] {
  if (!Array.isArray(given) || (given.length === 0 && !mayBeEmpty)) throw new Wrong(`${what} is not a list`);
  if (given.length > most)
    throw new Wrong(`${what} has ${given.length} entries, at most ${most} are allowed`);
  return given.map((item) => record(item, `an entry of ${what}`));
}

function seconds(given: unknown): number | null {
  if (given == null) return null;
  if (typeof given !== "number" || !(given >= 0 && given <= AUDIO_SECONDS))
    throw new Wrong(`duration is not a number of seconds, 0 to ${AUDIO_SECONDS}`);
  return Math.round(given);
}

/** A content in Crisp's words, for the page's callbacks. `origin`: what the paths of our files belong to. */
export function toCrisp(content: Content, origin: string): unknown {
  switch (content.type) {
    case "text":
    case "note":
      return content.text;
    case "file":
      return { name: content.name, url: new URL(content.url, origin).href, type: content.media };
    case "animation":
      return { url: content.url, type: content.media };
    case "audio":
      return {
        duration: content.seconds,
        url: new URL(content.url, origin).href,
        type: content.media,
      };
    default: {
      const { type: _, ...asItIs } = content;
      return asItIs;
    }
  }
}
