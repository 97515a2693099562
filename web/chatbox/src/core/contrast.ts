/** Which of black and white can be read on a colour. */

/** Black or white, whichever has the higher contrast on `hex`; white on what is no `#rrggbb`. */
export function readableOn(hex: string): string {
  const channel = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  // Here the contrast to white, 1.05 / (L + 0.05), equals that to black: 4.58 on either side.
  return luminance > 0.179 ? "#000" : "#fff";
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
