/** The colour themes of Crisp, by the names that pages use; "default" is the website's own colour. */

const PALETTE =
  "amber:fb0 pink:e26 teal:098 brown:754 green:4a4 grey:777 deep_orange:f52 light_blue:0af blue:17f black:222 " +
  "light_green:8b4 red:e43 orange:f90 purple:93a blue_grey:567 deep_purple:63b indigo:34a cyan:0ac ";

/** The colour of a theme, `#rrggbb`; `undefined` when there is no such theme. */
export function colorOf(theme: unknown): string | undefined {
  const [, color] = ` ${PALETTE}`.split(` ${theme}:`);
  return color && `#${color.slice(0, 3).replace(/./g, "$&$&")}`;
}
