import type { Author } from "@threadbox/client/protocol";
import { describe, expect, it } from "vitest";
import { plainText, previewOf } from "../../src/list/previews";
import { conversation, MIRA, OLGA, thread } from "../samples";

const ANA: Author = { ...OLGA, id: "operator_2", name: "Ana Prado" };
const BILLING: Author = { kind: "backend", id: "key_1", name: "billing", avatar: null, origin: null };
const PAGE: Author = { ...MIRA, kind: "page" };

describe("the line of a conversation", () => {
  it.each([
    [OLGA, "You:"],
    [ANA, "Ana Prado:"],
    [BILLING, "billing:"],
    [MIRA, ""],
    [PAGE, ""],
  ])("says whose words they are", (by, says) => {
    const preview = { text: "looking into it", by, at: 1 };
    expect(previewOf(conversation({ preview }), OLGA.id)).toEqual({ by: says, words: "looking into it" });
  });

  it("names the newest topic where nothing was said yet", () => {
    const later = { ...thread("t_2"), topic: "Delivery address" };
    const threads = [
      thread("t_1"),
      { ...later, episodes: later.episodes.map((one) => ({ ...one, seq: 7 })) },
    ];
    expect(previewOf(conversation({ threads }), OLGA.id)).toEqual({
      by: "Started:",
      words: "Delivery address",
    });
    expect(previewOf(conversation(), OLGA.id).words).toBe("No messages yet");
  });

  it.each([
    ["```\nsudo systemctl restart shop\n```", "sudo systemctl restart shop"],
    [`\`\`\`\n${"sudo systemctl restart shop ".repeat(8).slice(0, 116)}`, "sudo systemctl"],
    ["**wait** for *one* minute", "wait for one minute"],
    [`${"so ".repeat(36)}**it is not don`, "it is not don"],
    ["- first\n- second", "first second"],
    ["2 ** 3 and `x", "2 ** 3 and `x"],
  ])("has words and no marks: %j", (text, words) => {
    expect(plainText(text)).toContain(words);
    expect(plainText(text)).not.toMatch(/```|\n/);
  });
});
