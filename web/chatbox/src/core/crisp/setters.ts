/**
 * `set`: what the page tells about the visitor. `get` sees it at once; the server is told only what
 * it does not know yet, so a page may set everything on every load.
 */

import { stringify } from "@threadbox/client/browser/builtins";
import { EVENT_DATA_BYTES, SEGMENTS } from "@threadbox/client/limits";
import type { Profile } from "@threadbox/client/protocol";
import { first, isPlain, isRecord, type Plain, segmentsOf, tuples } from "../../bridge/arguments";
import type { ProfileField, Wish } from "../../bridge/bridge";
import type { Voice } from "../../bridge/services";
import type { Command, Effects } from "./effects";
import {
  companyOf,
  dataOf,
  dataProblem,
  eventColor,
  eventText,
  PROFILE_RULES,
  segmentLabels,
} from "./validation/people";
import { oneLine } from "./validation/text";

/** A hexadecimal HMAC-SHA256 has 64. */
export const SIGNATURE_CHARACTERS = 128;

/** The `set` commands. */
export function setters(effects: Effects, voice: Voice): Record<string, Command> {
  const wrong = (name: string, why: string) => voice.warn(`["set", "${name}"]: ${why}; it is ignored`);
  const complainOf = (name: string) => (why: string) => wrong(name, why);

  function learnProfile(field: ProfileField, value: Profile[ProfileField]): void {
    const { profile } = effects.known();
    if (stringify(profile[field] ?? null) === stringify(value)) return;
    effects.learn({ profile: { ...profile, [field]: value } });
    effects.post({ type: "profile", [field]: value } as Wish);
  }

  /** The checked text of a field; `null` when it is wrong (and said so). */
  function textOf(field: keyof typeof PROFILE_RULES, value: unknown): string | null {
    const read = isPlain(value)
      ? PROFILE_RULES[field](String(value))
      : { wrong: value === undefined ? "there is no value" : "the value is not a string" };
    if ("text" in read) return read.text;
    wrong(`user:${field}`, read.wrong);
    return null;
  }

  const text =
    (field: keyof typeof PROFILE_RULES): Command =>
    (_, third) => {
      const value = first(third);
      // An explicit null forgets the value; an undefined is a variable that was not there.
      if (value === null) return learnProfile(field, null);
      const line = textOf(field, value);
      if (line !== null) learnProfile(field, line);
    };

  /** With the backend's signature the server is asked until it calls the e-mail verified. */
  const email: Command = (given, third) => {
    const [address, signed] = given;
    if (!isPlain(address) || typeof signed !== "string" || !signed) return text("email")(given, third);
    const line = textOf("email", address);
    const signature = oneLine(signed, "the signature", SIGNATURE_CHARACTERS);
    if ("wrong" in signature) return wrong("user:email", signature.wrong);
    const { profile } = effects.known();
    if (line === null || (profile.email === line && profile.verified)) return;
    effects.learn({ profile: { ...profile, email: line } });
    effects.post({ type: "profile", email: line, signature: signature.text });
  };

  function learnData(news: Record<string, Plain>): void {
    const { data } = effects.known();
    const entries = Object.entries(news);
    if (entries.every(([key, value]) => Object.hasOwn(data, key) && data[key] === value)) return;
    const after = { ...data, ...news };
    const problem = dataProblem(after);
    if (problem) {
      wrong("session:data", problem);
      return;
    }
    effects.learn({ data: after });
    effects.post({ type: "data", data: news });
  }

  return {
    "set user:email": email,
    "set user:nickname": text("nickname"),
    "set user:phone": text("phone"),
    "set user:avatar": text("avatar"),
    "set user:company": ([name, info]) => {
      const company = companyOf(name, info, complainOf("user:company"));
      if (company) learnProfile("company", company);
    },
    "set session:data": (given) => {
      learnData(dataOf(tuples(given), complainOf("session:data")));
    },
    "set session:segments": (_, third) => {
      const { segments: given, overwrite } = segmentsOf(third);
      const segments = segmentLabels(given, complainOf("session:segments"));
      if (segments.length === 0 && !overwrite) return wrong("session:segments", "there are no segments");
      const known = effects.known().segments;
      const after = [...new Set(overwrite ? segments : [...known, ...segments])];
      if (stringify(after) === stringify(known)) return;
      if (after.length > SEGMENTS)
        return wrong("session:segments", `there are ${after.length}, at most ${SEGMENTS} are allowed`);
      effects.learn({ segments: after });
      effects.post({ type: "segments", segments, overwrite });
    },
    "set session:event": (given) => {
      const complain = complainOf("session:event");
      const events = tuples(given);
      if (events.length === 0) complain("there is no event");
      for (const [name, told, color] of events) {
        const read = eventText(name);
        const data = isRecord(told) ? dataOf(Object.entries(told), complain) : {};
        const problem = "wrong" in read ? read.wrong : dataProblem(data, EVENT_DATA_BYTES);
        if (problem !== null) complain(problem);
        else if ("text" in read)
          effects.post({ type: "event", text: read.text, data, color: eventColor(color) });
      }
    },
  };
}
