/** The texts of the screen in the visitor's language. Further locales become lazy chunks beside `en`. */

import { translator } from "@threadbox/client/i18n";
import { en } from "./locales/en";

/** The text for a key, with its values filled in. */
export const t = translator("en", en, en);

/** The locale that dates, numbers and lists are written in. */
export const locale = t.locale;
