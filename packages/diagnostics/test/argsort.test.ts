// The order of values by radix sort, against the engine's own sort.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argsort, inOrder } from "../src/argsort.ts";

describe("argsort", () => {
  test("puts any doubles, infinities, subnormals and NaN among them, in the order of the engine's sort", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 200 }), (values) => {
        const draws = Float64Array.from(values);
        expect(inOrder(draws, argsort(draws))).toEqual(draws.slice().sort());
      }),
    );
  });

  test("names every index once", () => {
    const draws = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i * i));
    expect([...argsort(draws)].sort((a, b) => a - b)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  test("keeps the order of equal values", () => {
    expect([...argsort(Float64Array.of(2, 1, 2, 1, 2))]).toEqual([1, 3, 0, 2, 4]);
  });

  test("puts a NaN whose sign bit is set last too", () => {
    const bits = new BigUint64Array([0xfff8000000000000n]);
    const [negativeNaN] = new Float64Array(bits.buffer);
    expect([...argsort(Float64Array.of(negativeNaN as number, 5, Number.POSITIVE_INFINITY))]).toEqual([
      1, 2, 0,
    ]);
  });
});
