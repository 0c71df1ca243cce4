// What asTensor makes of numbers, arrays and tensors: values in full precision, dtypes, shapes, and what it refuses.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asTensor, type Numeric } from "../../src/capture/asTensor.ts";
import { parameterTensor, valuesOf } from "../../src/capture/inputs.ts";
import { nodeOf } from "../../src/capture/tensors.ts";

describe("asTensor", () => {
  it("infers shape and dtype from numbers, booleans, nested and typed arrays", () => {
    const seen = (value: Numeric) => [asTensor(value).shape, asTensor(value).dtype];
    expect(seen(3)).toEqual([[], "float32"]);
    expect(seen(true)).toEqual([[], "bool"]);
    expect(seen([[1, 2, 3], [4, 5, 6]])).toEqual([[2, 3], "float32"]); // biome-ignore format: a matrix
    expect(seen([true, false])).toEqual([[2], "bool"]);
    expect(seen([true, 2])).toEqual([[2], "float32"]);
    expect(seen([])).toEqual([[0], "float32"]);
    expect(seen(Int32Array.of(1, 2))).toEqual([[2], "int32"]);
    expect(seen([Int32Array.of(1, 2), Int32Array.of(3, 4)])).toEqual([[2, 2], "int32"]);
    expect(seen(Float32Array.of(0.5))).toEqual([[1], "float32"]);
  });

  it("keeps every float64 value", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1 }), (values) => {
        expect(valuesOf(asTensor(values))).toEqual(Float64Array.from(values));
      }),
    );
  });

  it("passes a tensor through, or casts it", () => {
    const x = tf.tensor1d([1.5, 0]);
    expect(asTensor(x)).toBe(x);
    expect(valuesOf(asTensor(x, "int32"))).toEqual(Float64Array.of(1, 0));
    expect(asTensor([1, 0], "bool").dataSync()).toEqual(Uint8Array.of(1, 0));
  });

  it("stacks an array that holds tensors", () => {
    const location = parameterTensor("loc", []);
    expect(nodeOf(asTensor([location, 0])).shape).toEqual([2]);
    const rows = asTensor([tf.tensor1d([1, 2]), [3, 4]]);
    expect(rows.arraySync()).toEqual([[1, 2], [3, 4]]); // biome-ignore format: a matrix
  });

  it("says what is wrong with what is not numeric, ragged, not an integer or disposed", () => {
    const wrong = (value: unknown) => () => asTensor(value as Numeric);
    expect(wrong("1")).toThrow(
      "expected a number, a boolean, a tensor, or a nested or typed array of numbers, but got the string 1",
    );
    expect(wrong(undefined)).toThrow("but got undefined.");
    expect(wrong({ a: 1 })).toThrow("but got a Object.");
    expect(wrong(BigInt64Array.of(1n))).toThrow("but got a BigInt64Array.");
    expect(wrong([[1, 2], [3]])).toThrow(
      "elements of different shapes, [2] and [1]. Make every row of one length.",
    );
    expect(() => asTensor([1, 2.5], "int32")).toThrow(
      '2.5 is not a 32-bit integer, but dtype "int32" was asked for.',
    );
    const x = tf.tensor1d([1]);
    x.dispose();
    expect(wrong(x)).toThrow("A tensor of shape [1] was used after it was disposed.");
  });
});
