/** Colour arithmetic of WCAG 2: how well one colour reads on another. Colours are `#rrggbb` or `#rgb`. */

type Rgb = readonly [number, number, number];

const WHITE = "#ffffff";
const BLACK = "#101114";
/** What text needs, and what other signs need. */
export const TEXT_CONTRAST = 4.5;
export const SIGN_CONTRAST = 3;

/** An accent in both schemes, with what is written on it. */
export interface Accent {
  light: string;
  onLight: string;
  dark: string;
  onDark: string;
}

/** 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White or near-black, whichever reads better on `colour`. */
export function textOn(colour: string): string {
  return contrast(WHITE, colour) >= contrast(BLACK, colour) ? WHITE : BLACK;
}

/**
 * A website's accent, made readable as text on both surfaces: darkened for the light one,
 * lightened for the dark one, as little as needed. What is no colour becomes `fallback`.
 */
export function accentFrom(
  given: string,
  fallback: string,
  surfaces: { light: string; dark: string },
): Accent {
  const colour = isColour(given) ? given : fallback;
  const light = until(colour, "#000000", (each) => contrast(each, surfaces.light) >= TEXT_CONTRAST);
  const dark = until(colour, WHITE, (each) => contrast(each, surfaces.dark) >= TEXT_CONTRAST);
  return { light, onLight: textOn(light), dark, onDark: textOn(dark) };
}

/** A colour of its own for an id, dark enough for white text. */
export function colourOf(id: string): string {
  let hash = 7;
  for (let index = 0; index < id.length; index++) hash = (Math.imul(hash, 31) + id.charCodeAt(index)) >>> 0;
  return FACES[hash % FACES.length] ?? "#5b5ba8";
}

const FACES = ["#b4552d", "#2b7a5f", "#4f5fc4", "#9a4488", "#7a6a1e", "#2f7392", "#7a52c7", "#a83c4f"];

function until(colour: string, towards: string, isEnough: (colour: string) => boolean): string {
  for (let percent = 0; percent < 100; percent += 2) {
    const mixed = mix(colour, towards, percent / 100);
    if (isEnough(mixed)) return mixed;
  }
  return towards;
}

function mix(a: string, b: string, share: number): string {
  const [from, to] = [rgb(a), rgb(b)];
  const channels = from.map((channel, index) => Math.round(channel + ((to[index] ?? 0) - channel) * share));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: string): number {
  const [red, green, blue] = rgb(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function isColour(given: string): boolean {
  return /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(given);
}

function rgb(colour: string): Rgb {
  const digits = colour.slice(1);
  const full = digits.length === 3 ? Array.from(digits, (digit) => digit + digit).join("") : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
}
