// Gradients of captured kernels against tfjs's own eager gradients.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { valueAndGradient } from "../../src/gradient/valueAndGradient.ts";
import { interpret } from "../../src/interpreter/evaluate.ts";
import { floats } from "./agree.ts";

/** Weighs the elements of a result differently, so that no two derivatives can be exchanged unnoticed. */
function weighted(y: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(y, tf.reshape(tf.add(tf.range(0, y.size), 1), y.shape)));
}

function expectSameGradient(
  f: (x: tf.Tensor) => tf.Tensor,
  shape: number[],
  low: number,
  high: number,
): void {
  const { values } = floats(shape, low, high);
  void tf.setBackend("cpu"); // synchronous for this backend
  const expected = tf
    .grad((x) => weighted(f(x)))(tf.tensor([...values], shape))
    .dataSync();
  const program = capturing(() => programOf({ value: weighted(f(parameterTensor("x", shape))) }));
  const found = interpret(valueAndGradient(program, "value"), { x: [...values] })["d:x"];
  for (const [i, derivative] of expected.entries()) {
    expect(Math.abs((found?.[i] as number) - derivative)).toBeLessThan(2e-4 * (1 + Math.abs(derivative)));
  }
}

const indices = tf.tensor1d([2, 0, 0, 1], "int32");

/** Kernels that are written with several ops, or that move elements about. */
const cases: Record<string, [f: (x: tf.Tensor) => tf.Tensor, low?: number, high?: number]> = {
  reciprocal: [tf.reciprocal, 0.5, 2],
  rsqrt: [tf.rsqrt, 0.5, 2],
  square: [tf.square],
  relu: [tf.relu],
  relu6: [tf.relu6, -3, 9],
  elu: [tf.elu],
  selu: [tf.selu],
  leakyRelu: [(x) => tf.leakyRelu(x, 0.3)],
  prelu: [(x) => tf.prelu(x, tf.tensor1d([0.1, 0.2, 0.3, 0.4]))],
  clipByValue: [(x) => tf.clipByValue(x, -1, 1)],
  squaredDifference: [(x) => tf.squaredDifference(x, tf.scalar(0.3))],
  pow: [(x) => tf.pow(x, tf.scalar(2.5)), 0.2, 2],
  logSoftmax: [(x) => tf.logSoftmax(x)],
  softmax: [(x) => tf.softmax(x)],
  logSumExp: [(x) => tf.logSumExp(x, 1)],
  mean: [(x) => tf.mean(x, 0)],
  prod: [(x) => tf.prod(x, 1), 0.5, 2],
  max: [(x) => tf.max(x, 1)],
  cumsum: [(x) => tf.cumsum(x, 1, true, true)],
  matMul: [(x) => tf.matMul(x, x, false, true)],
  gather: [(x) => tf.gather(x, indices)],
  unsortedSegmentSum: [(x) => tf.unsortedSegmentSum(tf.gather(x, indices), indices, 3)],
  slice: [(x) => tf.slice(x, [1, 1], [2, 2])],
  stridedSlice: [(x) => tf.reverse(x, 1)],
  concat: [(x) => tf.concat([x, tf.square(x)], 1)],
  stack: [(x) => tf.stack(tf.unstack(x, 1), 0)],
  split: [(x) => tf.mul(tf.split(x, 2, 1)[0] as tf.Tensor, 2)],
  tile: [(x) => tf.tile(x, [2, 3])],
  pad: [(x) => tf.pad(x, [[1, 2], [0, 1]])], // biome-ignore format: paddings
  transpose: [(x) => tf.transpose(x)],
  // tfjs has no gradient of comparisons, not even in a condition, so the condition is fixed.
  where: [(x) => tf.where(tf.tensor1d([1, 0, 1, 0], "bool"), tf.square(x), tf.neg(x))],
  norm: [(x) => tf.norm(x, 2, 1)],
  moments: [(x) => tf.moments(x, 1).variance],
};

describe("the gradient of a captured kernel equals tfjs's own eager gradient", () => {
  for (const [name, [f, low = -2, high = 2]] of Object.entries(cases)) {
    it(name, () => expectSameGradient(f, [3, 4], low, high));
  }
});
