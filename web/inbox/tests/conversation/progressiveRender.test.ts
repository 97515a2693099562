import type { Row } from "@threadbox/client/timeline/rows";
import { describe, expect, it } from "vitest";
import { rowsToDraw } from "../../src/conversation/progressiveRender";

const ROWS = Array.from({ length: 100 }, (_, seq) => ({ kind: "day", key: `i${seq}`, seq }) as Row);

function keysOf(rows: readonly Row[]): string[] {
  return rows.map((row) => row.key);
}

describe("a portion of rows", () => {
  it("is everything when little is new", () => {
    const shown = new Set(keysOf(ROWS.slice(0, 95)));
    expect(rowsToDraw(ROWS, shown, 0, 5)).toBe(ROWS);
  });

  it("begins where the reader looks", () => {
    expect(keysOf(rowsToDraw(ROWS, new Set(), 99, 3))).toEqual(["i97", "i98", "i99"]);
    expect(keysOf(rowsToDraw(ROWS, new Set(), 50, 3))).toEqual(["i49", "i50", "i51"]);
  });

  it("keeps what stands already, in its place", () => {
    expect(keysOf(rowsToDraw(ROWS, new Set(["i0", "i99"]), 1, 2))).toEqual(["i0", "i1", "i2", "i99"]);
  });

  it("after portion comes to all rows", () => {
    let drawn: readonly Row[] = [];
    let portions = 0;
    while (drawn.length < ROWS.length) {
      drawn = rowsToDraw(ROWS, new Set(keysOf(drawn)), 99, 20);
      portions++;
    }
    expect([drawn, portions]).toEqual([ROWS, 5]);
  });
});
