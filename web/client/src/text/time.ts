/** Times and sizes as people read them, by locale. Milliseconds since the epoch in, text out. */

type Style = Intl.DateTimeFormatOptions;

const formats = new Map<string, Intl.DateTimeFormat>();

/** "14:02", "2:02 PM", or as the locale writes it. */
export function clock(at: number, locale: string): string {
  return format(at, locale, { timeStyle: "short" });
}

/** "Today", "Yesterday", "Monday 16 November", with the year when it is another. */
export function dayLabel(at: number, now: number, locale: string): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) return capital(relativeDay(-days, locale), locale);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const date: Style = { weekday: "long", day: "numeric", month: "long" };
  return format(at, locale, sameYear ? date : { ...date, year: "numeric" });
}

/** The shortest that still tells, for lists: "14:02", "Yesterday", "Mon", "2 Nov", "2 Nov 2025". */
export function briefly(at: number, now: number, locale: string): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clock(at, locale);
  if (days === 1) return dayLabel(at, now, locale);
  if (days < 7) return format(at, locale, { weekday: "short" });
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const date: Style = { day: "numeric", month: "short" };
  return format(at, locale, sameYear ? date : { ...date, year: "numeric" });
}

/** Day and time in full, for tooltips. */
export function exactly(at: number, locale: string): string {
  return format(at, locale, { dateStyle: "full", timeStyle: "short" });
}

/** One unit under an hour, two above: "38 s", "29 min", "2 h 10 min", "3 d 4 h". */
export function duration(seconds: number, locale: string): string {
  const parts = unitsOf(Math.max(0, Math.round(seconds)));
  // English "short" would be "2 hr, 10 min"; the SI symbols are shorter and read everywhere.
  if (!locale.startsWith("en")) {
    const Format = (Intl as { DurationFormat?: DurationFormatClass }).DurationFormat;
    // Unasked it says nothing at all of no time.
    const style = { style: "narrow", [`${parts[0]?.[0]}Display`]: "always" };
    if (Format) return new Format(locale, style).format(Object.fromEntries(parts));
  }
  return parts.map(([unit, count]) => `${count} ${SYMBOLS[unit]}`).join(" ");
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "12 bytes", "340 kB", "2.4 MB". Steps of 1,000, as the server's limits are told. */
export function bytesOf(bytes: number, locale: string): string {
  const step = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = SIZES[step] ?? "byte";
  const style = {
    style: "unit",
    unit,
    // Short, "byte" has no plural.
    unitDisplay: step > 0 ? "short" : "long",
    maximumFractionDigits: step > 1 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(locale, style).format(bytes / 1000 ** step);
}

type Unit = "days" | "hours" | "minutes" | "seconds";
type DurationFormatClass = new (
  locale: string,
  options: Readonly<Record<string, string>>,
) => { format(parts: Record<string, number>): string };

const SYMBOLS: Record<Unit, string> = { days: "d", hours: "h", minutes: "min", seconds: "s" };

/** Non-empty: a second unit only when it is not zero. */
function unitsOf(seconds: number): [Unit, number][] {
  if (seconds < 60) return [["seconds", seconds]];
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return [["minutes", minutes]];
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest([["hours", hours]], ["minutes", minutes % 60]);
  return withRest([["days", Math.floor(hours / 24)]], ["hours", hours % 24]);
}

function withRest(parts: [Unit, number][], rest: [Unit, number]): [Unit, number][] {
  return rest[1] === 0 ? parts : [...parts, rest];
}

/** Calendar days from `at` to `now`, where the reader is; a clock change makes no day longer. */
function daysBetween(at: number, now: number): number {
  const midnight = (time: number) => new Date(new Date(time).setHours(0, 0, 0, 0)).getTime();
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

function relativeDay(days: number, locale: string): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** Formatters are costly to make and few. */
function format(at: number, locale: string, style: Style): string {
  const key = locale + Object.entries(style);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, style);
  formats.set(key, made);
  // A number that is no date throws.
  return Number.isNaN(new Date(at).getTime()) ? "–" : made.format(at);
}
