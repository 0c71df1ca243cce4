// Plain data through text: nothing may change, not the sign of a zero.
import { describe, expect, it } from "vitest";
import { plainText, plainValue } from "../../src/stores/plainData.ts";

describe("Plain data", () => {
  it("come back from text to the bit", () => {
    const data = {
      numbers: [0, -0, 1 / 3, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, NaN],
      float64: Float64Array.of(-0, NaN, 0.1, -Infinity),
      float32: Float32Array.of(0.1),
      words: Uint32Array.of(0, 0xffffffff),
      ints: Int32Array.of(-1),
      bytes: Uint8Array.of(255),
      nested: { text: 'a "quoted" $', flag: true, nothing: null, empty: [], none: new Float64Array(0) },
    };
    expect(plainValue(plainText(data))).toEqual(data);
    expect(Object.is((plainValue(plainText({ zero: -0 })) as { zero: number }).zero, -0)).toBe(true);
  });

  it("keep a view's own part of its memory", () => {
    expect(plainValue(plainText(Float64Array.of(1, 2, 3, 4).subarray(1, 3)))).toEqual(Float64Array.of(2, 3));
  });
});
