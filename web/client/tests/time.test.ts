import { describe, expect, it, vi } from "vitest";
import { briefly, clock, dayLabel, duration, exactly } from "../src/time";
import { NOON } from "./sample";

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
    expect(clock(NOON, "en-US").replace(/\s/, " ")).toBe("02:00 PM");
    expect(exactly(NOON, "en-GB")).toContain("22 November 2026");
  });
});
