import tokens from "@threadbox/client/ui/tokens.css?raw";
import { describe, expect, it } from "vitest";
import { contrast, SIGN_CONTRAST, TEXT_CONTRAST } from "../../../client/tests/ui/contrast";
import look from "../../src/app/styles/look.css?raw";
import avatars from "../../src/shared/ui/avatar.css?raw";

/** The colour a name stands for in a scheme; the inbox's own sheet comes after the shared one. */
function resolver(scheme: "light" | "dark"): (name: string) => string {
  const given = new Map<string, string>();
  // The first value of a name is its ordinary one; later blocks are for more contrast.
  for (const sheet of [look, tokens])
    for (const [, name = "", value = ""] of sheet.matchAll(/(--[\w-]+):\s*([^;]+);/g))
      if (!given.has(name)) given.set(name, value);
  const resolve = (value: string): string => {
    const pair = /^light-dark\((.+), (.+)\)$/.exec(value.trim());
    if (pair) return resolve((scheme === "light" ? pair[1] : pair[2]) ?? "");
    const name = /^var\((--[\w-]+)\)$/.exec(value.trim())?.[1];
    return name ? resolve(given.get(name) ?? "") : value.trim();
  };
  return (name) => resolve(given.get(`--${name}`) ?? "");
}

const READ: readonly (readonly [text: string, surfaces: readonly string[]])[] = [
  [
    "text",
    ["surface", "surface-2", "surface-3", "raised", "hover", "bubble", "bubble-own", "note", "accent-soft"],
  ],
  ["text-2", ["surface", "surface-2", "surface-3", "raised", "hover", "note", "accent-soft", "danger-soft"]],
  ["note-text", ["note", "surface"]],
  ["online", ["surface", "hover", "accent-soft"]],
  ["verified", ["surface"]],
  ["danger", ["surface", "hover", "accent-soft", "raised", "danger-soft"]],
  ["accent", ["surface", "surface-3", "accent-soft", "bubble", "bubble-own", "note"]],
  ["on-accent", ["accent", "accent-strong"]],
];

describe.each(["light", "dark"] as const)("in the %s look", (scheme) => {
  const colour = resolver(scheme);

  it.each(READ)("%s reads wherever it stands", (text, surfaces) => {
    for (const surface of surfaces)
      expect(contrast(colour(text), colour(surface)), `on ${surface}`).toBeGreaterThanOrEqual(TEXT_CONTRAST);
  });

  it("every thread's ring and dot stands out, also in chips and in the chosen row", () => {
    for (const hue of [1, 2, 3, 4, 5, 6])
      for (const surface of ["surface", "surface-2", "surface-3", "raised", "accent-soft"])
        expect(contrast(colour(`thread-${hue}`), colour(surface))).toBeGreaterThanOrEqual(SIGN_CONTRAST);
  });

  it("white initials read on every face", () => {
    const faces = [...avatars.matchAll(/--avatar:\s*(#\w+)/g)].map(([, face = ""]) => face);
    expect(faces.length).toBe(8);
    for (const face of faces) expect(contrast("#ffffff", face)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
  });
});
