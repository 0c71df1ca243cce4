// Reductions, running sums and products, normalizations, norms and losses of tfjs: what each is tried with. Not a test.
import * as tf from "@tensorflow/tfjs";
import { booleans, floats, integers } from "../agree.ts";
import { type FunctionCases, reduction, some, whole, withoutTfjsGradient, x23 } from "./functionCase.ts";

const matrix = floats([3, 4]);
const target = floats([3, 4], 0.1, 0.9, 4);
const weights = floats([3, 1], 0, 1, 6);

/** Every way of summing up a loss. */
const loss = (f: (a: tf.Tensor, b: tf.Tensor, w?: tf.Tensor, reduction?: tf.Reduction) => tf.Tensor) =>
  withoutTfjsGradient("tfjs has none of a comparison", some(
    (a, b, w) => [
      f(a, b), f(a, b, w), f(a, b, w, tf.Reduction.MEAN), f(a, b, w, tf.Reduction.SUM), f(a, b, w, tf.Reduction.NONE),
    ],
    [target, floats([3, 4], 0.1, 0.9, 5), weights],
  )); // biome-ignore format: a list

const cumulative = (f: (x: tf.Tensor, axis?: number, exclusive?: boolean, reverse?: boolean) => tf.Tensor) =>
  some(
    (x) => [f(x, 0), f(x, 0, true), f(x, 1), f(x, 1, true), f(x, 1, false, true), f(x, 0, true, true)],
    [matrix],
    [floats([1, 1])],
    [integers([3, 2], 1, 5)],
    [booleans([2, 3])],
  );

export const reductions: FunctionCases = {
  all: reduction(tf.all, booleans([2, 3, 4])),
  any: reduction(tf.any, booleans([2, 3, 4])),
  argMax: some(
    (x) => [0, 1, -1].map((axis) => tf.argMax(x, axis)),
    [floats([2, 3, 4])],
    [integers([3, 3], 0, 2)],
  ),
  argMin: some(
    (x) => [0, 1, -1].map((axis) => tf.argMin(x, axis)),
    [floats([2, 3, 4])],
    [integers([3, 3], 0, 2)],
  ),
  cumprod: withoutTfjsGradient("tfjs has none", cumulative(tf.cumprod)),
  cumsum: withoutTfjsGradient("tfjs permutes its axes", cumulative(tf.cumsum)),
  euclideanNorm: reduction(tf.euclideanNorm),
  logSoftmax: some((x) => tf.logSoftmax(x), [x23], [floats([2, 2, 3])]),
  logSumExp: reduction(tf.logSumExp),
  max: reduction(tf.max),
  mean: some(
    (x) => [tf.mean(x), tf.mean(x, 0), tf.mean(x, [-1, 0], true)],
    [floats([2, 3, 4])],
    [whole],
    [booleans([2, 3])],
  ),
  min: reduction(tf.min),
  moments: some(
    (x) => [tf.moments(x).mean, tf.moments(x, 0).variance, tf.moments(x, [1], true).variance],
    [matrix],
  ),
  norm: some(
    (x) => [
      tf.norm(x), tf.norm(x, 1), tf.norm(x, Infinity), tf.norm(x, -Infinity), tf.norm(x, "fro", [0, 1]), tf.norm(x, 2, 0, true),
      tf.norm(x, 1, 1), tf.norm(x, "euclidean", 0), tf.norm(x, Infinity, 1), tf.norm(x, -Infinity, 0),
      tf.norm(x, 1, [0, 1]), tf.norm(x, Infinity, [0, 1], true), tf.norm(x, -Infinity, [0, 1]), tf.norm(x, "euclidean", [0, 1]),
    ],
    [matrix],
  ), // biome-ignore format: a list
  prod: withoutTfjsGradient("tfjs cannot take negative axes", reduction(tf.prod)),
  softmax: some((x) => tf.softmax(x), [x23], [floats([2, 2, 3])]),
  sum: some(
    (x) => [tf.sum(x), tf.sum(x, 0), tf.sum(x, [-1, 0], true)],
    [floats([2, 3, 4])],
    [whole],
    [booleans([2, 3])],
  ),
  "losses.absoluteDifference": loss(tf.losses.absoluteDifference),
  "losses.computeWeightedLoss": withoutTfjsGradient("tfjs has none of a comparison", some(
    (x, w) => [tf.losses.computeWeightedLoss(x, w), tf.losses.computeWeightedLoss(x, undefined, tf.Reduction.MEAN)],
    [matrix, weights],
  )), // biome-ignore format: a list
  "losses.cosineDistance": loss((a, b, w, r) => tf.losses.cosineDistance(a, b, 1, w, r)),
  "losses.hingeLoss": loss(tf.losses.hingeLoss),
  "losses.huberLoss": loss((a, b, w, r) => tf.losses.huberLoss(a, b, w, 0.2, r)),
  "losses.logLoss": loss((a, b, w, r) => tf.losses.logLoss(a, b, w, 1e-7, r)),
  "losses.meanSquaredError": loss(tf.losses.meanSquaredError),
  "losses.sigmoidCrossEntropy": loss((a, b, w, r) => tf.losses.sigmoidCrossEntropy(a, b, w, 0.1, r)),
  "losses.softmaxCrossEntropy": withoutTfjsGradient(
    "tfjs gives only its own formula's, which takes labels that sum to 1",
    some(
      (a, b) => tf.losses.softmaxCrossEntropy(tf.oneHot(a, 4, 1, 0, "float32"), b),
      [integers([3], 0, 4), matrix],
    ),
  ),
};
