import { describe, expect, it, vi } from "vitest";
import { briefly, clock, dayLabel, duration, exactly } from "../../src/text/time";
import { NOON } from "../sample";

const DAY = 24 * 3600_000;

describe("durations", () => {
  it.each([
    [0, "0 s"],
    [38, "38 s"],
    [59.6, "1 min"],
    [29 * 60, "29 min"],
    [3_600, "1 h"],
    [3_599, "1 h"],
    [2 * 3_600 + 10 * 60, "2 h 10 min"],
    [24 * 3_600, "1 d"],
    [3 * 86_400 + 4 * 3_600 + 59 * 60, "3 d 4 h"],
    [-5, "0 s"],
  ])("%d seconds are %s", (seconds, expected) => expect(duration(seconds, "en")).toBe(expected));

  it("are the platform's in other languages, and symbols where it has none", () => {
    const given = vi.fn(() => "2 Std. 10 Min.");
    vi.stubGlobal("Intl", {
      ...Intl,
      DurationFormat: class {
        format = given;
      },
    });
    expect(duration(7_800, "de")).toBe("2 Std. 10 Min.");
    expect(given).toHaveBeenCalledWith({ hours: 2, minutes: 10 });
    vi.stubGlobal("Intl", { ...Intl, DurationFormat: undefined });
    expect(duration(7_800, "de")).toBe("2 h 10 min");
    vi.unstubAllGlobals();
  });
});

describe("no time at all", () => {
  it.each(["ar", "de", "en", "es", "fr", "pt"])("is said in %s", (locale) => {
    expect(duration(0, locale)).toMatch(/[0٠]/);
    expect(duration(0.2, locale)).toBe(duration(0, locale));
    expect(duration(60, locale)).not.toMatch(/[0٠]/);
  });

  it("is said by the platform, which leaves it out unasked", () => {
    const asked: unknown[] = [];
    vi.stubGlobal("Intl", {
      ...Intl,
      DurationFormat: class {
        constructor(_: string, options: unknown) {
          asked.push(options);
        }
        format = () => "0 ث";
      },
    });
    expect(duration(0, "ar")).toBe("0 ث");
    duration(3_600, "ar");
    vi.unstubAllGlobals();
    expect(asked).toEqual([
      { style: "narrow", secondsDisplay: "always" },
      { style: "narrow", hoursDisplay: "always" },
    ]);
  });
});

describe("days", () => {
  it("are today, yesterday, or a date, with the year when it is another", () => {
    expect(dayLabel(NOON, NOON, "en")).toBe("Today");
    expect(dayLabel(NOON - DAY, NOON, "en")).toBe("Yesterday");
    expect(dayLabel(NOON - 6 * DAY, NOON, "en-GB")).toBe("Monday 16 November");
    expect(dayLabel(NOON - 400 * DAY, NOON, "en-GB")).toContain("2025");
    expect(dayLabel(NOON, NOON, "de")).toBe("Heute");
  });

  it("change at the reader's midnight", () => {
    const midnight = new Date(2026, 10, 22).getTime();
    expect(dayLabel(midnight - 1, midnight, "en")).toBe("Yesterday");
    expect(dayLabel(midnight, midnight + DAY - 1, "en")).toBe("Today");
  });

  it("are as short as lists need", () => {
    expect(briefly(NOON, NOON, "en-GB")).toBe("14:00");
    expect(briefly(NOON - DAY, NOON, "en-GB")).toBe("Yesterday");
    expect(briefly(NOON - 3 * DAY, NOON, "en-GB")).toBe("Thu");
    expect(briefly(NOON - 20 * DAY, NOON, "en-GB")).toBe("2 Nov");
    expect(briefly(NOON - 400 * DAY, NOON, "en-GB")).toContain("2025");
  });
});

describe("clocks", () => {
  it("follow the locale", () => {
    expect(clock(NOON, "en-GB")).toBe("14:00");
    expect(clock(NOON, "en-US").replace(/\s/, " ")).toBe("2:00 PM");
    expect(clock(NOON - 5 * 3_600_000, "en-US").replace(/\s/, " ")).toBe("9:00 AM");
    expect(clock(NOON - 5 * 3_600_000, "de")).toBe("09:00");
    expect(exactly(NOON, "en-GB")).toContain("22 November 2026");
  });
});
