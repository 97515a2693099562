/**
 * The table of the commands that need the server: Crisp's words on the left, our own acts on the
 * right. What the loader can do alone (open, close, listen, ask) is in `entries.ts` and `answers.ts`.
 *
 * Whatever the page passes, nothing is thrown: what cannot be meant is said in the console, changes
 * nothing and is not sent.
 */

import { argumentList, isPlain, isRecord } from "./arguments";
import type { Voice } from "./console";
import { setters } from "./setters";
import type { Known, Pushed, Wish } from "./state";
import { type RevealedLine, threadCommands } from "./threadCommands";
import { paragraphProblem } from "./topics";

/** What the commands do. */
export interface Effects {
  /** Goes to the server now, in order. */
  post(wish: Wish): void;
  /** Goes to the server once the chatbox is active, in order (threads.md rule 4). */
  postWhenActive(wish: Wish): void;
  /** The chatbox was opened for the first time in this session. */
  opened(): void;
  /** A message of the visitor; it keeps its place behind thread commands that wait. */
  send(text: string): void;
  show(text: string): void;
  read(): void;
  reveal(line: RevealedLine): void;
  known(): Known;
  learn(news: Partial<Known>): void;
}

/** A command, given its argument list and the third element as it came, where wrapping has a meaning. */
export type Command = (given: unknown[], third: unknown) => void;

/** The interpreter of what the loader hands over. */
export function createCommands(effects: Effects, voice: Voice): (entry: Pushed["entry"]) => void {
  const table: Record<string, Command> = {
    ...doing(effects, voice),
    ...threadCommands(effects, voice),
    ...setters(effects, voice),
  };
  return (entry) => {
    if (entry === "opened") return effects.opened();
    const [, name, third] = entry;
    try {
      table[name]?.(argumentList(third), third);
    } catch (error) {
      // The page's own objects can throw when they are looked at.
      voice.error(`"${name}" could not be read`, error);
    }
  };
}

function doing(effects: Effects, voice: Voice): Record<string, Command> {
  return {
    "message:send": (given) => withText("message:send", given, voice, effects.send),
    "message:show": (given) => withText("message:show", given, voice, effects.show),
    "message:read": () => effects.read(),
  };
}

/** Acts on the text of `["text", "Hello"]`, or of `"Hello"` alone. */
function withText(name: string, given: unknown[], voice: Voice, act: (text: string) => void): void {
  const [type, content] = given.length === 1 ? ["text", given[0]] : given;
  if (type !== "text") {
    const kind = isRecord(content) && typeof type === "string" ? `"${type}"` : "such";
    voice.warn(`["do", "${name}"] takes texts only so far, no ${kind} messages`);
    return;
  }
  const text = isPlain(content) ? String(content) : content;
  const problem = paragraphProblem(text);
  if (problem) voice.error(`["do", "${name}"]: the text ${problem}; nothing happens`);
  else act(text as string);
}
