/** The colour themes of Crisp, by the names that pages use; "default" is the website's own colour. */

const PALETTE =
  "amber:fb0 black:222 blue:17f blue_grey:567 light_blue:0af brown:754 cyan:0ac green:4a4 light_green:8b4 " +
  "grey:777 indigo:34a orange:f90 deep_orange:f52 pink:e26 purple:93a deep_purple:63b red:e43 teal:098 ";

/** The colour of a theme, `#rrggbb`; `undefined` when there is no such theme. */
export function colorOf(theme: unknown): string | undefined {
  const [, color] = ` ${PALETTE}`.split(` ${theme}:`);
  return color && `#${color.slice(0, 3).replace(/./g, "$&$&")}`;
}
