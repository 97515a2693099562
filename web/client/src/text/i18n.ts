/**
 * Texts of the screens: one flat, typed map per locale.
 *
 * `{name}` is replaced by a value. A text that depends on a number stands once per plural
 * category, `messages.one`, `messages.other`, and is asked for as `t("messages", { count })`.
 */

export type Messages = Readonly<Record<string, string>>;

type Category = "zero" | "one" | "two" | "few" | "many" | "other";
type Base<Key> = Key extends `${infer Name}.${Category}` ? Name : Key;

/** What can be asked for in a map of messages. */
export type KeyOf<Map extends Messages> = Base<keyof Map & string>;

type Values = Readonly<Record<string, string | number>>;

export interface Translate<Key extends string> {
  readonly locale: string;
  (key: Key, values?: Values): string;
  /** The text in pieces, with values that are not text (an isolated name, a link) in their places. */
  parts<Value>(key: Key, values: Readonly<Record<string, Value | string | number>>): (Value | string)[];
}

/** The translator of one locale. `messages` may lack keys of `fallback`, which then serve. */
export function translator<Map extends Messages>(
  locale: string,
  messages: Partial<Map>,
  fallback: Map,
): Translate<KeyOf<Map>> {
  const rules = new Intl.PluralRules(locale);
  const fallbackRules = new Intl.PluralRules("en");
  const numbers = new Intl.NumberFormat(locale);
  const find = (key: string, count: unknown): string =>
    lookUp(messages, key, count, rules) ?? lookUp(fallback, key, count, fallbackRules) ?? key;
  const show = <Value>(value: Value | string | number) =>
    typeof value === "number" ? numbers.format(value) : value;
  const t = (key: string, values: Values = {}) => fill(find(key, values.count), values, show).join("");
  return Object.assign(t, {
    locale,
    parts: <Value>(key: string, values: Readonly<Record<string, Value | string | number>>) =>
      fill(find(key, values.count), values, show<Value>),
  });
}

function lookUp(
  messages: Readonly<Record<string, string | undefined>>,
  key: string,
  count: unknown,
  rules: Intl.PluralRules,
): string | undefined {
  if (typeof count !== "number") return messages[key];
  return messages[`${key}.${rules.select(count)}`] ?? messages[`${key}.other`] ?? messages[key];
}

function fill<Value>(
  pattern: string,
  values: Readonly<Record<string, Value | string | number>>,
  show: (value: Value | string | number) => Value | string,
): (Value | string)[] {
  return pattern
    .split(/\{(\w+)\}/)
    .map((piece, index) => {
      const value = index % 2 === 1 ? values[piece] : piece;
      return value === undefined ? `{${piece}}` : show(value);
    })
    .filter((piece) => piece !== "");
}
