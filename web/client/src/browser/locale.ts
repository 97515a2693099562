/**
 * What the reader's browser says of languages. The one place that asks it: a browser may name what
 * is no language tag (`C`, `en-US@posix`), and whatever formats by that throws.
 */

/** Whether something names a language in the form that dates and numbers can be written by. */
export function isTag(wish: unknown): wish is string {
  try {
    return typeof wish === "string" && Intl.getCanonicalLocales(wish).length > 0;
  } catch {
    return false;
  }
}

/** The reader's languages, the best first; none when the browser names none. */
export function languagesOfReader(): string[] {
  return [navigator.languages, navigator.language].flat().filter(isTag);
}
