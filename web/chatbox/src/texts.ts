/** The texts of the screen in the visitor's language. Further locales become lazy chunks beside `en`. */

import { translator } from "@threadbox/client/i18n";
import { en } from "./locales/en";

/** English as the visitor writes its dates; whoever reads another language gets the 24-hour clock. */
const english = navigator.language.startsWith("en") ? navigator.language : "en-GB";

/** The text for a key, with its values filled in. */
export const t = translator(english, en, en);

/** The locale that dates, numbers and lists are written in. */
export const locale = t.locale;
