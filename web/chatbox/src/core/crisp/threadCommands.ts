/**
 * `message:thread:start`, `…:end` and `…:select`, in every form of threads.md. Topics are checked
 * here as the server checks them; what is wrong is an error in the console and is not sent.
 */

import { EXTERNAL_ID_CHARACTERS, TOPIC_CHARACTERS } from "@threadbox/client/limits";
import { argumentList, isRecord } from "../../bridge/arguments";
import type { Voice } from "../../bridge/services";
import type { Command, Effects, Named } from "./effects";
import { SIGNATURE_CHARACTERS } from "./setters";
import { dataOf, dataProblem } from "./validation/people";
import { oneLine } from "./validation/text";

/** The three thread commands. */
export function threadCommands(effects: Effects, voice: Voice): Record<string, Command> {
  const fail = (verb: string, wrong: string): null => {
    // Ends are pushed by templates on every page, whatever their data: no mistake in the code.
    voice[verb === "end" ? "warn" : "error"](`["do", "message:thread:${verb}"]: ${wrong}; nothing changes`);
    return null;
  };

  /** A line, `undefined` when absent, `null` when wrong (and said so). */
  function line(verb: string, given: unknown, what: string, most: number): string | undefined | null {
    if (given == null) return undefined;
    const checked = oneLine(given, what, most);
    return "text" in checked ? checked.text : fail(verb, checked.wrong);
  }

  const topicOf = (verb: string, given: unknown) => line(verb, given, "the topic", TOPIC_CHARACTERS);
  // Ticket numbers are often numbers.
  const externalIdOf = (verb: string, given: unknown) =>
    line(verb, Number.isFinite(given) ? String(given) : given, "the external_id", EXTERNAL_ID_CHARACTERS);

  const dataComplaint = (wrong: string) =>
    voice.warn(`["do", "message:thread:start"]: data: ${wrong}; it is left out`);

  /** The thread named by `"Topic"` or `{id | external_id | topic}`; `null` when it is named wrongly. */
  function named(verb: string, given: unknown): Named | null {
    // Also `[]` and `[null]` of one wrap too many mean "not named". A blank string names nothing, and
    // nobody who pushed it meant the current thread (rule 8).
    const [value] = argumentList(given);
    if (value == null) return {};
    if (!isRecord(value)) {
      const topic = topicOf(verb, value);
      return typeof topic === "string" ? { topic } : null;
    }
    const thread = line(verb, value.id, "the id", EXTERNAL_ID_CHARACTERS);
    if (thread) return { thread };
    if (thread === null) return null;
    const external_id = externalIdOf(verb, value.external_id);
    if (external_id) return { external_id };
    const topic = external_id === null ? null : topicOf(verb, value.topic);
    if (topic === null) return null;
    return topic === undefined ? {} : { topic };
  }

  return {
    "do message:thread:start": ([first]) => {
      const given: unknown = Array.isArray(first) ? first[0] : first;
      const wish: Record<string, unknown> = isRecord(given) ? given : { topic: given };
      if (wish.topic == null) return void fail("start", "the topic is missing");
      const topic = topicOf("start", wish.topic);
      const external_id = externalIdOf("start", wish.external_id);
      const signature = line("start", wish.signature || undefined, "the signature", SIGNATURE_CHARACTERS);
      if (!topic || external_id === null || signature === null) return;
      const data = isRecord(wish.data) ? dataOf(Object.entries(wish.data), dataComplaint) : undefined;
      const problem = data && dataProblem(data);
      if (problem) return void fail("start", problem);
      effects.postWhenActive({
        type: "start_thread",
        topic,
        ...(external_id === undefined ? {} : { external_id }),
        ...(data === undefined ? {} : { data }),
        ...(signature === undefined ? {} : { signature }),
      });
    },
    "do message:thread:end": ([first]) => {
      const thread = named("end", first);
      if (thread) effects.postWhenActive({ type: "end_thread", ...thread });
    },
    "do message:thread:select": ([first], third) => {
      const toMain = Array.isArray(third) && third.length > 0 && third[0] === null;
      const thread = toMain ? {} : named("select", first);
      if (!thread) return;
      if (!toMain && Object.keys(thread).length === 0)
        return void fail("select", "name a thread, or [null] for no thread");
      effects.postWhenActive({ type: "select_thread", ...thread, ...(toMain ? { main: true } : {}) });
      effects.reveal(toMain ? null : thread);
    },
  };
}
