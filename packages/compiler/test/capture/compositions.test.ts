// Einsum by any equation, and a whole density.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { nodeOf } from "../../src/capture/tensors.ts";

describe("functions that tfjs writes with several kernels are captured", () => {
  it("einsum sums, transposes and multiplies by any equation over any number of tensors", () => {
    const [a, b, c] = [asTensor([[1, 2], [3, 4]]), asTensor([[5, 6], [7, 8]]), asTensor([1, -1])]; // biome-ignore format: matrices
    const einsum = (equation: string, ...operands: tf.Tensor[]) =>
      capturing(() => tf.einsum(equation, ...operands).arraySync());
    expect(einsum("ij->", a)).toBe(10);
    expect(einsum("ij->j", a)).toEqual([4, 6]);
    expect(einsum("ij,jk->k", a, b)).toEqual([62, 72]);
    expect(einsum("ij,ij->", a, b)).toBe(70);
    expect(einsum("i,j->ji", c, c)).toEqual([[1, -1], [-1, 1]]); // biome-ignore format: a matrix
    expect(einsum("ij,jk,k->i", a, b, c)).toEqual([-3, -7]);
    expect(einsum("ij,ik->ijk", a, b)).toEqual([[[5, 6], [10, 12]], [[21, 24], [28, 32]]]); // biome-ignore format: a tensor
    expect(() => einsum("ij,kj->ii", a, b)).toThrow(
      'einsum: "ij,kj->ii" is not an equation such as "ij,jk->ik"',
    );
    expect(() => einsum("ii->i", a)).toThrow("no label may repeat within a tensor");
    expect(() => einsum("ij,jk->ik", a, asTensor([[1, 2, 3]]))).toThrow(
      'gives the label "j" to axes of sizes 2 and 1',
    );
  });

  it("the flagship's log density is captured whole, over a parameter", () => {
    const node = capturing(() => {
      const [weights, loc] = [parameterTensor("w", [3]), parameterTensor("loc", [3])];
      const x = asTensor(Float64Array.of(0.1, 0.2, 0.3, 0.4));
      const z = tf.sub(tf.expandDims(x, -1), loc);
      return nodeOf(tf.sum(tf.logSumExp(tf.sub(tf.logSoftmax(weights), tf.mul(0.5, tf.square(z))), -1)));
    });
    expect([node.shape, node.dtype, node.binding]).toEqual([[], "float64", 2]);
  });
});
