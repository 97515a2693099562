import { describe, expect, it } from "vitest";
import { LogReader } from "../../src/connection/logReader";
import type { Facts, Line } from "../../src/protocol";
import { conversation, message, sent } from "../sample";

function line(position: number): Line {
  return sent(position, message(position));
}

function facts(after: number, ...positions: number[]): Facts {
  return { type: "facts", after, lines: positions.map(line) };
}

function at(position: number): LogReader {
  const reader = new LogReader();
  reader.startAt({ epoch: "e1", position, last: null });
  return reader;
}

describe("a reader", () => {
  it("has no place before its first snapshot, and takes nothing", () => {
    const reader = new LogReader();
    expect(reader.place).toBeNull();
    expect(reader.take(facts(0, 1))).toEqual({ lines: [], resume: null });
  });

  it("applies what comes next, over gaps that are not its own", () => {
    const reader = at(3);
    expect(reader.take(facts(3, 7, 9)).lines.map((each) => each.position)).toEqual([7, 9]);
    expect(reader.place).toEqual({ epoch: "e1", position: 9, last: { position: 9, at: expect.any(Number) } });
  });

  it("skips what it has seen", () => {
    const reader = at(5);
    expect(reader.take(facts(2, 4, 5)).lines).toEqual([]);
    expect(reader.take(facts(2, 4, 6)).lines.map((each) => each.position)).toEqual([6]);
  });

  it("asks once for what it missed, and applies nothing across the gap", () => {
    const reader = at(5);
    expect(reader.take(facts(8, 9))).toEqual({ lines: [], resume: { type: "resume", position: 5 } });
    expect(reader.take(facts(9, 10)).resume).toBeNull();
    expect(reader.take(facts(5, 8, 9, 10)).lines).toHaveLength(3);
    expect(reader.take(facts(12, 13)).resume).toEqual({ type: "resume", position: 10 });
  });

  it("notices by a beat that the last line was lost, and asks again at the next beat", () => {
    const reader = at(5);
    expect(reader.take({ type: "beat", head: 5 }).resume).toBeNull();
    expect(reader.take({ type: "beat", head: 6 }).resume).toEqual({ type: "resume", position: 5 });
    expect(reader.take({ type: "beat", head: 6 }).resume).toEqual({ type: "resume", position: 5 });
  });

  it("asks again on a new connection", () => {
    const reader = at(5);
    reader.take(facts(8, 9));
    reader.rewind();
    expect(reader.take(facts(8, 9)).resume).not.toBeNull();
  });

  it("brings an older answer up to date with the lines that came since", () => {
    const reader = at(1);
    reader.take(facts(1, 2, 3, 4));
    const fresh = reader.upToDate(conversation({ position: 2, last_seq: 2 }), "full");
    expect(fresh?.items.map((item) => item.seq)).toEqual([3, 4]);
    expect(fresh?.position).toBe(4);
  });

  it("leaves an answer alone that is newer than its place", () => {
    const reader = at(1);
    reader.take(facts(1, 2));
    const newer = conversation({ position: 9 });
    expect(reader.upToDate(newer, "full")).toBe(newer);
  });

  it("says when an answer is older than what it remembers", () => {
    const reader = at(1);
    for (let position = 2; position <= 600; position++) reader.take(facts(position - 1, position));
    expect(reader.upToDate(conversation({ position: 50 }), "full")).toBeNull();
    expect(reader.upToDate(conversation({ position: 50 }), "row", 400)).not.toBeNull();
    expect(reader.upToDate(conversation({ position: 100 }), "full")?.items).toHaveLength(500);
  });
});
