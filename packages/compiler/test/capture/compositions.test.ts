// Functions of tfjs that are made of several kernels, captured and evaluated against tfjs's cpu backend.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { nodeOf } from "../../src/capture/tensors.ts";
import { expectAgreement, floats, integers, type Op } from "./agree.ts";

const matrix = floats([3, 4]);
const vector = floats([4], -2, 2, 3);

/** Ops of tfjs that are no kernel but are written with some. */
const compositions: Record<string, [Op, ...ReturnType<typeof floats>[]]> = {
  norm: [
    (x) => [
      tf.norm(x),
      tf.norm(x, 1),
      tf.norm(x, Infinity, 1),
      tf.norm(x, "fro", [0, 1]),
      tf.norm(x, 2, 0, true),
    ],
    matrix,
  ],
  moments: [
    (x) => [tf.moments(x).mean, tf.moments(x, 0).variance, tf.moments(x, [1], true).variance],
    matrix,
  ],
  logSumExp: [(x) => [tf.logSumExp(x), tf.logSumExp(x, 0), tf.logSumExp(x, -1, true)], matrix],
  dot: [
    (x, v) => [tf.dot(x, v), tf.dot(v, v), tf.dot(v, tf.transpose(x)), tf.dot(x, tf.transpose(x))],
    matrix,
    vector,
  ],
  outerProduct: [(v) => tf.outerProduct(v as tf.Tensor1D, v as tf.Tensor1D), vector],
  stack: [(v) => [tf.stack([v, v]), tf.stack([v, v], -1)], vector],
  eye: [() => [tf.eye(3), tf.eye(2, 3)]],
  oneHot: [(i) => tf.oneHot(i, 3), integers([4], 0, 3)],
  logSigmoid: [(x) => tf.logSigmoid(x), matrix],
  divNoNan: [(x, v) => tf.divNoNan(x, tf.relu(v)), matrix, vector],
  meshgrid: [(v) => tf.meshgrid(v, v), vector],
  squeeze: [(v) => tf.squeeze(tf.expandDims(tf.expandDims(v, 0), -1)), vector],
  onesAndZeros: [() => [tf.ones([2, 2]), tf.zeros([3]), tf.ones([2], "int32"), tf.onesLike([1, 2])]],
  euclideanNorm: [(x) => tf.euclideanNorm(x, 1), matrix],
  bandPart: [(x) => tf.linalg.bandPart(x, 1, 0), matrix],
  meanSquaredError: [(x, v) => tf.losses.meanSquaredError(x, tf.mul(x, v)), matrix, vector],
  sigmoidCrossEntropy: [(x, v) => tf.losses.sigmoidCrossEntropy(tf.sigmoid(x), tf.mul(x, v)), matrix, vector],
  batchNorm: [(v) => tf.div(tf.sub(v, tf.mean(v)), tf.sqrt(tf.moments(v).variance)), vector],
  intArithmetic: [
    (i) => [tf.add(i, 1), tf.mul(i, i), tf.div(i, tf.scalar(2, "int32")), tf.add(i, tf.scalar(1, "int32"))],
    integers([5], 0, 9),
  ],
};

describe("an op that tfjs writes with other kernels is captured and agrees with the cpu backend", () => {
  for (const [name, [op, ...inputs]] of Object.entries(compositions)) {
    it(name, () => expectAgreement(op, inputs));
  }

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
