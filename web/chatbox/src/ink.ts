/** Which of black and white can be read on a colour. */

const HEX = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i;

/** White or near-black, whichever has the higher contrast on `hex`; white on anything unreadable. */
export function inkOn(hex: string): string {
  const [, ...channels] = HEX.exec(hex) ?? [];
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    linear(Number.parseInt(channel, 16) / 255),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Where the contrast to white (1.05 / (L + 0.05)) equals that to #111 (L ≈ 0.0056).
  return luminance > 0.187 ? "#111111" : "#ffffff";
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
