/**
 * The third element of a `$crisp` entry is a list of arguments, but pages wrap too little, too
 * much, or append `undefined`. Everything here reads such lists in the one sensible way.
 */

/** A value that operators can be shown: what `session:data` and a thread's `data` may hold. */
export type Plain = string | number | boolean;

/** The list of arguments: a bare value is a list of one, trailing `undefined` and `null` go. */
export function argumentList(third: unknown): unknown[] {
  const list = Array.isArray(third) ? [...third] : [third];
  while (list.length > 0 && list.at(-1) == null) list.pop();
  return list;
}

/** Whether `value` is an object with keys (not a list, not `null`). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `value` can be shown as it is. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/**
 * The tuples in a list that may be wrapped once, twice or three times: a list that begins with a
 * string is a tuple, any other list is looked into, an object is one tuple per key.
 */
export function tuples(given: unknown): unknown[][] {
  if (Array.isArray(given)) return typeof given[0] === "string" ? [given] : given.flatMap(tuples);
  return typeof given === "object" ? Object.entries(given ?? {}) : [];
}

/** Segments and whether they replace: `[["a","b"], true]`, `["a","b"]`, `"a"`. */
export function segmentsOf(third: unknown): { segments: string[]; overwrite: boolean } {
  const flat = argumentList(third).flat(2);
  return {
    segments: flat.filter((item) => typeof item === "string"),
    overwrite: flat.at(-1) === true,
  };
}

/** The first argument, however often it is wrapped. */
export function first(third: unknown): unknown {
  return Array.isArray(third) ? first(third[0]) : third;
}
