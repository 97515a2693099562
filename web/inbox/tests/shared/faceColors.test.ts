import { describe, expect, it } from "vitest";
import { hueOfFace, learnOperators } from "../../src/shared/faceColors";

/** As many operators as there are colours, with ids as the server makes them. */
const team = (round: number) =>
  Array.from({ length: 8 }, (_, index) => ({ id: `operator_${round}_${(index * 7919) % 101}` }));

describe("the faces of operators", () => {
  it("have a colour each, as long as there are colours", () => {
    for (let round = 0; round < 50; round++) {
      const faces = team(round);
      learnOperators(faces);
      const hues = faces.map(({ id }) => hueOfFace(id));
      expect([...hues].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  it("have one also where there are more operators than colours", () => {
    const faces = [...team(1), ...team(2)];
    learnOperators(faces);
    for (const { id } of faces) expect(hueOfFace(id)).toBeGreaterThan(0);
  });

  it("keep their colour when somebody is added behind them", () => {
    const faces = team(3);
    learnOperators(faces.slice(0, 4));
    const before = faces.slice(0, 4).map(({ id }) => hueOfFace(id));
    learnOperators(faces);
    expect(faces.slice(0, 4).map(({ id }) => hueOfFace(id))).toEqual(before);
  });

  it("are drawn in a colour of the palette for everybody else, too", () => {
    learnOperators([]);
    for (const id of ["session_1", "أمل", "", "😀"]) {
      expect(hueOfFace(id)).toBeGreaterThanOrEqual(1);
      expect(hueOfFace(id)).toBeLessThanOrEqual(8);
    }
  });
});
