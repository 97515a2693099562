/**
 * `set`: what the page tells about the visitor. `get` sees it at once; the server is told only what
 * it does not know yet, so a page may set everything on every load.
 */

import { stringify } from "@threadbox/client/early";
import type { Profile } from "@threadbox/client/protocol";
import { first, isPlain, isRecord, type Plain, segmentsOf, tuples } from "./arguments";
import type { Command, Effects } from "./commands";
import type { Voice } from "./console";
import type { ProfileField, Wish } from "./state";

/** The `set` commands. */
export function setters(effects: Effects, voice: Voice): Record<string, Command> {
  const wrong = (name: string, why: string) => voice.warn(`["set", "${name}"]: ${why}; it is ignored`);

  function learnProfile(field: ProfileField, value: Profile[ProfileField]): void {
    const { profile } = effects.known();
    if (stringify(profile[field] ?? null) === stringify(value)) return;
    effects.learn({ profile: { ...profile, [field]: value } });
    effects.post({ type: "profile", [field]: value } as Wish);
  }

  const text =
    (field: Exclude<ProfileField, "company">): Command =>
    (_, third) => {
      const value = first(third);
      // An explicit null forgets the value; an undefined is a variable that was not there.
      if (value === undefined) wrong(`user:${field}`, "there is no value");
      else if (value !== null && !isPlain(value)) wrong(`user:${field}`, "the value is not a string");
      else learnProfile(field, value === null ? null : String(value).trim());
    };

  /** With the backend's signature the server is asked until it calls the e-mail verified. */
  const email: Command = (given, third) => {
    const [address, signature] = given;
    if (!isPlain(address) || typeof signature !== "string") return text("email")(given, third);
    const { profile } = effects.known();
    const value = String(address).trim();
    if (profile.email === value && profile.verified) return;
    effects.learn({ profile: { ...profile, email: value } });
    effects.post({ type: "profile", email: value, signature });
  };

  return {
    "user:email": email,
    "user:nickname": text("nickname"),
    "user:phone": text("phone"),
    "user:avatar": text("avatar"),
    "user:company": ([name, info]) => {
      const company = companyOf(name, info);
      if (company) learnProfile("company", company);
      else wrong("user:company", "the name is not a string");
    },
    "session:data": (given) => {
      const entries = tuples(given).filter(([key, value]) => {
        if (isPlain(value)) return true;
        wrong("session:data", `the value of "${String(key)}" is neither text, number nor boolean`);
        return false;
      });
      const news = Object.fromEntries(entries) as Record<string, Plain>;
      const { data } = effects.known();
      if (Object.entries(news).every(([key, value]) => data[key] === value)) return;
      effects.learn({ data: { ...data, ...news } });
      effects.post({ type: "data", data: news });
    },
    "session:segments": (_, third) => {
      const { segments, overwrite } = segmentsOf(third);
      if (segments.length === 0 && !overwrite) return wrong("session:segments", "there are no segments");
      const known = effects.known().segments;
      const after = [...new Set(overwrite ? segments : [...known, ...segments])];
      if (stringify(after) === stringify(known)) return;
      effects.learn({ segments: after });
      effects.post({ type: "segments", segments, overwrite });
    },
    "session:event": (given) => {
      const events = tuples(given);
      if (events.length === 0) wrong("session:event", "there is no event");
      for (const [name, data, color] of events) {
        effects.post({
          type: "event",
          text: name,
          data: isRecord(data) ? data : {},
          color: typeof color === "string" ? color : "blue",
        });
      }
    },
  };
}

/** `["Acme", {url, description, employment: [title, role], geolocation: [country, city]}]`. */
function companyOf(name: unknown, info: unknown): Profile["company"] {
  if (typeof name !== "string" || !name.trim()) return null;
  const more = isRecord(info) ? info : {};
  const label = (value: unknown) => (typeof value === "string" && value.trim() ? value.trim() : null);
  const labels = (value: unknown) => [value].flat().filter((item) => label(item) !== null) as string[];
  return {
    name: name.trim(),
    url: label(more.url),
    description: label(more.description),
    employment: labels(more.employment),
    geolocation: labels(more.geolocation),
  };
}
