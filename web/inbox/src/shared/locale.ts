/** The inbox speaks English, and writes dates and numbers in the form of the operator's region. */

import { languagesOfReader } from "@threadbox/client/browser/locale";

/** Who has it in another language gets the day before the month, and 24 hours. */
export const LOCALE = languagesOfReader().find((language) => language.startsWith("en-")) ?? "en-GB";

const numbers = new Intl.NumberFormat(LOCALE);

/** "10,002". */
export function numeral(number: number): string {
  return numbers.format(number);
}
