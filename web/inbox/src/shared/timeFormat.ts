/** Times and durations as the inbox writes them. */

import * as time from "@threadbox/client/text/time";
import { LOCALE } from "./locale";

/** "14:02". */
export function clockTime(at: number): string {
  return time.clock(at, LOCALE);
}

/** For machines; a number that is no date has none. */
export function machineTime(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The exact moment, for tooltips. */
export function exactTime(at: number): string {
  return time.exactly(at, LOCALE);
}

/** For lists: "14:02" today, "Yesterday", "Mon" within a week, else "2 Nov". */
export function shortTime(at: number, now: number): string {
  return time.briefly(at, now, LOCALE);
}

/** For day dividers: "Today", "Yesterday", "Monday 16 November". */
export function dayName(at: number, now: number): string {
  return time.dayLabel(at, now, LOCALE);
}

/** "38 s", "29 min", "2 h 10 min", "3 d 4 h". */
export function duration(seconds: number): string {
  return time.duration(seconds, LOCALE);
}
