import { describe, expect, it } from "vitest";
import { OrderedList, type Ranked, steady, withOpened } from "../../src/server/orderedList";

function ordered(rows: Ranked[], cursor: string | null = null) {
  const known = new Map(rows.map((row) => [row.id, row]));
  const list = new OrderedList("open", (id) => known.get(id));
  list.take(rows, cursor, true);
  const touch = (id: string, active_at: number, belongs = true) => {
    known.set(id, { id, active_at });
    list.place({ id, active_at }, belongs);
    return list.ids.value;
  };
  return { list, touch };
}

const THREE = [
  { id: "c", active_at: 30 },
  { id: "b", active_at: 20 },
  { id: "a", active_at: 10 },
];

describe("a list of conversations", () => {
  it("moves a conversation up when something happens in it", () => {
    expect(ordered(THREE).touch("a", 40)).toEqual(["a", "c", "b"]);
    expect(ordered(THREE).touch("a", 25)).toEqual(["c", "a", "b"]);
  });

  it("is the same object when nothing moved, so nothing is drawn", () => {
    const { list, touch } = ordered(THREE);
    const before = list.ids.value;
    expect(touch("c", 31)).toBe(before);
  });

  it("takes in what is new, and lets go of what belongs elsewhere", () => {
    const { touch } = ordered(THREE);
    expect(touch("d", 35)).toEqual(["d", "c", "b", "a"]);
    expect(touch("b", 36, false)).toEqual(["d", "c", "a"]);
  });

  it("leaves to the next page what ranks below the last loaded one", () => {
    expect(ordered(THREE, "more").touch("z", 5)).toEqual(["c", "b", "a"]);
    expect(ordered(THREE, null).touch("z", 5)).toEqual(["c", "b", "a", "z"]);
  });

  it("leaves the order of what was active at one moment to the server", () => {
    const together = ["b", "c", "a"].map((id) => ({ id, active_at: 10 }));
    const { list, touch } = ordered(together, "more");
    expect(touch("c", 10)).toEqual(["b", "c", "a"]);
    list.take(
      ["z", "y"].map((id) => ({ id, active_at: 10 })),
      null,
      false,
    );
    for (const id of ["z", "y"]) list.place({ id, active_at: 10 }, true);
    expect(list.ids.value).toEqual(["b", "c", "a", "z", "y"]);
  });

  it("keeps its last loaded row when that is touched without moving", () => {
    expect(ordered(THREE, "more").touch("a", 10)).toEqual(["c", "b", "a"]);
  });

  it("is extended by a page without showing anything twice", () => {
    const { list } = ordered(THREE, "more");
    list.take(
      [
        { id: "a", active_at: 10 },
        { id: "z", active_at: 5 },
      ],
      null,
      false,
    );
    expect(list.ids.value).toEqual(["c", "b", "a", "z"]);
  });

  it("keeps order among thousands, as sorting would", () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => ({ id: `r${at}`, active_at: 10_000 - at }));
    const { touch } = ordered(rows);
    const ids = touch("r1234", 9_000.5);
    expect(ids.indexOf("r1234")).toBe(ids.indexOf("r999") + 1);
    expect(new Set(ids).size).toBe(2_000);
  });
});

describe("a list under the pointer", () => {
  it("stands still and counts what would move up", () => {
    expect(steady(["c", "b", "a"], ["a", "c", "b"])).toEqual({ ids: ["c", "b", "a"], moved: 1 });
    expect(steady(["c", "b", "a"], ["c", "b", "a"])).toEqual({ ids: ["c", "b", "a"], moved: 0 });
  });

  it("counts what is new on top, and shows it later", () => {
    expect(steady(["c", "b"], ["d", "c", "b"])).toEqual({ ids: ["c", "b"], moved: 1 });
  });

  it("lets go of what left, and still grows at its end", () => {
    expect(steady(["c", "b", "a"], ["c", "a", "z"])).toEqual({ ids: ["c", "a", "z"], moved: 0 });
  });
});

describe("the conversation that is open", () => {
  it("keeps its place in the list that it has left", () => {
    expect(withOpened(["a", "c"], ["a", "b", "c"], "b")).toEqual(["a", "b", "c"]);
    expect(withOpened(["a"], ["a", "b"], "b")).toEqual(["a", "b"]);
    expect(withOpened([], ["b"], "b")).toEqual(["b"]);
  });

  it("is put into no list in which it was not", () => {
    expect(withOpened(["a", "c"], ["a", "c"], "b")).toEqual(["a", "c"]);
    expect(withOpened(["a", "c"], ["a", "b", "c"], null)).toEqual(["a", "c"]);
    const ids = ["a", "b"];
    expect(withOpened(ids, ["b", "a"], "b")).toBe(ids);
  });
});
