// Symbolic indices and the memory plan.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as build from "../../../src/program/build.ts";
import {
  addIndices,
  constantIndex,
  divideIndex,
  type Index,
  indexKey,
  indexRange,
  loopIndex,
  scaleIndex,
} from "../../../src/targets/wasm/indexExpression.ts";
import {
  extentInMemory,
  longestAxisFirst,
  MemoryPlan,
  tallInBlocks,
} from "../../../src/targets/wasm/memoryPlan.ts";

const EXTENTS = [4, 3, 5];
const extentAt = (depth: number) => EXTENTS[depth - 1] as number;

/** The index at each position of the three loops. */
function valuesOf(index: Index): number[] {
  const values: number[] = [];
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 3; j++)
      for (let k = 0; k < 5; k++) {
        const counters = [i, j, k];
        values.push(
          index.terms.reduce(
            (sum, { depth, factor }) => sum + factor * (counters[depth - 1] as number),
            index.constant,
          ),
        );
      }
  return values;
}

/** Sums of multiples of the counters that are nowhere below 0. */
const indices = fc
  .record({
    constant: fc.nat(20),
    factors: fc.tuple(fc.integer({ min: -6, max: 30 }), fc.nat(12), fc.nat(6)),
  })
  .map(({ constant, factors }) =>
    factors.reduce(
      (sum, factor, i) => addIndices(sum, scaleIndex(loopIndex(i + 1), factor)),
      constantIndex(constant),
    ),
  )
  .filter((index) => valuesOf(index).every((value) => value >= 0));

describe("Symbolic indices", () => {
  test("divide exactly, or not at all", () => {
    let divided = 0;
    const property = fc.property(indices, fc.integer({ min: 1, max: 31 }), (index, divisor) => {
      const result = divideIndex(index, divisor, extentAt);
      if (!result) return;
      divided++;
      const [quotients, remainders] = result.map(valuesOf) as [number[], number[]];
      valuesOf(index).forEach((value, i) => {
        expect([quotients[i], remainders[i]]).toEqual([Math.floor(value / divisor), value % divisor]);
      });
    });
    fc.assert(property, { seed: 20240605, numRuns: 3000 });
    expect(divided).toBeGreaterThan(200);
  });

  test("divide when rows are read whole, and not when a row is cut", () => {
    const flat = addIndices(scaleIndex(loopIndex(1), 5), loopIndex(3));
    expect(divideIndex(flat, 5, extentAt)?.map(indexKey)).toEqual(["0+1L1", "0+1L3"]);
    expect(divideIndex(addIndices(flat, constantIndex(1)), 5, extentAt)).toBeUndefined();
  });

  test("know their range", () => {
    fc.assert(
      fc.property(indices, (index) => {
        const values = valuesOf(index);
        expect(indexRange(index, extentAt)).toEqual([Math.min(...values), Math.max(...values)]);
      }),
      { seed: 20240606 },
    );
  });

  test("drop what cancels", () => {
    const there = scaleIndex(loopIndex(2), 3);
    expect(indexKey(addIndices(there, scaleIndex(there, -1)))).toBe("0");
  });
});

describe("Memory", () => {
  test("makes the longest axis contiguous, the last of equals", () => {
    expect(longestAxisFirst([100, 3]).strides).toEqual([1, 100]);
    expect(longestAxisFirst([3, 100]).strides).toEqual([100, 1]);
    expect(longestAxisFirst([4, 4]).strides).toEqual([4, 1]);
    expect(longestAxisFirst([2, 50, 3]).strides).toEqual([150, 1, 50]);
    expect(longestAxisFirst([]).strides).toEqual([]);
  });

  test("cuts the long axis of a tall array into blocks of eight", () => {
    expect(tallInBlocks([100, 3])).toEqual({ strides: [3, 8], blockedAxis: 0 });
    expect(tallInBlocks([2, 100, 3])).toEqual({ strides: [24, 6, 8], blockedAxis: 1 });
    expect(tallInBlocks([100, 1])).toEqual({ strides: [1, 100] });
    expect(tallInBlocks([100, 60])).toEqual({ strides: [1, 100] });
    expect(extentInMemory([100, 3], tallInBlocks([100, 3]))).toBe(104 * 3);
  });

  test("gives each node one place, apart from the others, on a boundary of cache lines", () => {
    const plan = new MemoryPlan(new Set());
    const [x, y] = [build.parameter("x", [3]), build.parameter("y", [2])];
    expect(plan.allocate(x)).toEqual({ offset: 64, strides: [1] });
    expect(plan.allocate(y).offset).toBe(128);
    expect(plan.allocate(x).offset).toBe(64);
    expect(plan.size).toBe(144);
  });
});
