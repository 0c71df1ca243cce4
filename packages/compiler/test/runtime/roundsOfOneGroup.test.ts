// The order of rows by group: every row has a place, and rounds come first.
import fc from "fast-check";
import { expect, test } from "vitest";
import { roundsOfOneGroup } from "../../src/runtime/roundsOfOneGroup.ts";

test("Groups take turns with rounds, then with the rows that are left", () => {
  //        rows 0  1  2  3  4  5  6  7  8  9
  const groups = [5, 5, 1, 5, 1, 5, 5, 1, 5, 5];
  const { place, whole } = roundsOfOneGroup(groups, 2);
  // Rounds: rows 2 and 4 of group 1, 0 and 1 of group 5, 3 and 5, 6 and 8. Left: 7 of group 1, 9 of group 5.
  expect([...place]).toEqual([2, 3, 0, 4, 1, 5, 6, 8, 7, 9]);
  expect(whole).toBe(8);
});

test("No rows need no places", () => {
  expect(roundsOfOneGroup([], 8)).toEqual({ place: new Int32Array(0), whole: 0 });
});

test("Each row has a place of its own, each round one group, and no group has a round left", () => {
  const cases = fc.tuple(fc.array(fc.nat(12), { maxLength: 300 }), fc.constantFrom(2, 4, 8));
  fc.assert(
    fc.property(cases, ([groups, round]) => {
      const { place, whole } = roundsOfOneGroup(groups, round);
      expect([...place].sort((a, b) => a - b)).toEqual([...groups.keys()]);
      const moved = new Array<number>(groups.length);
      place.forEach((to, row) => {
        moved[to] = groups[row] as number;
      });
      expect(whole % round).toBe(0);
      for (let at = 0; at < whole; at++) expect(moved[at]).toBe(moved[at - (at % round)]);
      const left = moved.slice(whole);
      for (const group of left) expect(left.filter((other) => other === group).length).toBeLessThan(round);
    }),
    { seed: 20261123 },
  );
});
