import { describe, expect, it } from "vitest";
import tokens from "../../src/ui/tokens.css?raw";
import { contrast, SIGN_CONTRAST, TEXT_CONTRAST } from "./contrast";

/** Every custom property of the sheet's first block, with `light-dark()` and `var()` resolved. */
function resolved(scheme: "light" | "dark"): (name: string) => string {
  const given = new Map(
    Array.from(tokens.matchAll(/(--[\w-]+):\s*([^;]+);/g))
      .map(([, name, value]) => [name ?? "", value ?? ""])
      .reverse() as [string, string][],
  );
  const resolve = (value: string): string => {
    const pair = /^light-dark\((.+), (.+)\)$/.exec(value.trim());
    if (pair) return resolve((scheme === "light" ? pair[1] : pair[2]) ?? "");
    const name = /^var\((--[\w-]+)\)$/.exec(value.trim())?.[1];
    return name ? resolve(given.get(name) ?? "") : value.trim();
  };
  return (name) => resolve(given.get(`--${name}`) ?? "");
}

const SURFACES = ["surface", "surface-2", "surface-3"];

describe.each(["light", "dark"] as const)("in the %s scheme", (scheme) => {
  const colour = resolved(scheme);

  it.each(SURFACES)("every thread's hue stands out from %s", (surface) => {
    for (const hue of [1, 2, 3, 4, 5, 6])
      expect(contrast(colour(`thread-${hue}`), colour(surface))).toBeGreaterThanOrEqual(SIGN_CONTRAST);
  });

  it.each([
    ...["text", "text-2", "text-3"].flatMap((text) => SURFACES.map((surface) => [text, surface])),
    ["text", "accent-soft"],
    ["text-2", "accent-soft"],
    ["text", "note"],
    ["text-2", "note"],
    ["on-accent", "accent"],
    ["accent", "surface"],
    ["accent", "surface-2"],
    ["success", "surface"],
    ["success", "surface-2"],
    ["danger", "surface"],
    ["danger", "surface-2"],
  ])("%s reads on %s", (text, surface) => {
    expect(contrast(colour(text ?? ""), colour(surface ?? ""))).toBeGreaterThanOrEqual(TEXT_CONTRAST);
  });

  it("borders that carry meaning are seen", () => {
    expect(contrast(colour("line-strong"), colour("surface"))).toBeGreaterThanOrEqual(SIGN_CONTRAST);
  });
});

describe("the sheet", () => {
  it("serves a shadow root: no root em, no font face, no @property", () => {
    expect(tokens).not.toMatch(/\drem\b|@font-face|@property/);
    expect(tokens).toContain(":host");
  });
});
