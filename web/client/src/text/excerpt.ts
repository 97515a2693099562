/** How much of a long message is shown before the reader asks for all of it. */

/** A screen of the inbox, two of a phone: enough to see what it is. */
const LINES = 30;
/** As many in one piece fill the same room. */
const CHARACTERS = 3_000;
/** Of what is left, less than this is not worth a press. */
const REST_LINES = 5;
const REST_CHARACTERS = 400;

/** The beginning of a long message, whole lines of it if possible; a short one is all of it. */
export function beginningOf(text: string): string {
  if (text.length <= LINES) return text;
  const lines = text.split("\n", LINES + REST_LINES + 1);
  const isLong = text.length > CHARACTERS + REST_CHARACTERS || lines.length > LINES + REST_LINES;
  return isLong ? closed(lines.slice(0, LINES).join("\n").slice(0, CHARACTERS)) : text;
}

/** Ends between words, and with no block of code left open. */
function closed(cut: string): string {
  const end = cut.length < CHARACTERS ? cut : cut.replace(/\S{0,80}$/, "");
  const fences = end.match(/^\s*```/gm)?.length ?? 0;
  return fences % 2 === 1 ? `${end}\n\`\`\`` : end.trimEnd();
}
