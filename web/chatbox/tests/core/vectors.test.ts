/** The checks in the page give the server's verdicts: `protocol/vectors/validation.json`, written by Python. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  EVENT_DATA_BYTES,
  EXTERNAL_ID_CHARACTERS,
  SEGMENTS,
  TOPIC_CHARACTERS,
} from "@threadbox/client/limits";
import { describe, expect, it } from "vitest";
import { contentOf } from "../../src/core/crisp/validation/contents";
import {
  dataOf,
  dataProblem,
  eventText,
  PROFILE_RULES,
  segmentLabels,
} from "../../src/core/crisp/validation/people";
import { type CheckedText, oneLine } from "../../src/core/crisp/validation/text";

type Vector =
  | { given: unknown; accepted: "as given" | { as: unknown } }
  | { given: unknown; refused: string };
type Verdict = { accepted: unknown } | { refused: true };

const FILE = join(import.meta.dirname, "../../../../protocol/vectors/validation.json");
const VECTORS = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Vector[]>;

const CHECKS: Record<string, (given: unknown) => Verdict> = {
  topic: (given) => ofText(oneLine(given, "it", TOPIC_CHARACTERS)),
  external_id: (given) => ofText(oneLine(given, "it", EXTERNAL_ID_CHARACTERS)),
  message(given) {
    const read = contentOf("text", given);
    return "content" in read && read.content.type === "text"
      ? { accepted: read.content.text }
      : { refused: true };
  },
  data: (given) => ofData(given),
  event: (given) => ofText(eventText(given)),
  event_data: (given) => ofData(given, EVENT_DATA_BYTES),
  segments(given) {
    const wrong: string[] = [];
    const labels = [...new Set(segmentLabels(given as string[], (why) => wrong.push(why)))];
    return wrong.length > 0 || labels.length > SEGMENTS ? { refused: true } : { accepted: labels };
  },
  nickname: (given) => ofText(PROFILE_RULES.nickname(given)),
  email: (given) => ofText(PROFILE_RULES.email(given)),
  phone: (given) => ofText(PROFILE_RULES.phone(given)),
  avatar: (given) => ofText(PROFILE_RULES.avatar(given)),
};

describe("what a page gives", () => {
  it("is judged by a check for each of the server's", () => {
    expect(Object.keys(CHECKS)).toEqual(Object.keys(VECTORS));
    expect(Object.values(VECTORS).flat().length).toBeGreaterThan(200);
  });

  for (const [name, check] of Object.entries(CHECKS))
    it(`gets the server's verdict: ${name}`, () => {
      for (const vector of VECTORS[name] ?? [])
        expect(check(vector.given), JSON.stringify(vector.given).slice(0, 200)).toEqual(expected(vector));
    });
});

function expected(vector: Vector): Verdict {
  if ("refused" in vector) return { refused: true };
  return { accepted: vector.accepted === "as given" ? vector.given : vector.accepted.as };
}

function ofText(read: CheckedText): Verdict {
  return "text" in read ? { accepted: read.text } : { refused: true };
}

/** What is wrong among the entries is left out by the page with a word: the server never sees it. */
function ofData(given: unknown, most?: number): Verdict {
  const wrong: string[] = [];
  const data = dataOf(Object.entries(given as object), (why) => wrong.push(why));
  return wrong.length > 0 || dataProblem(data, most) !== null ? { refused: true } : { accepted: data };
}
