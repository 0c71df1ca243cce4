// The log densities of fixtures/hessians.py as tfjs functions of one vector. Not a test.
import * as tf from "@tensorflow/tfjs-core";
import { asTensor } from "../src/capture/asTensor.ts";
import { normalLogCdf } from "../src/special/errorFunctions.ts";
import { logBeta } from "../src/special/gammaFunctions.ts";
import { cholesky, triangularSolve } from "../src/special/linalg.ts";

const rows = () => asTensor([[1, 0.5, -1.2], [1, -0.3, 0.4], [1, 2.1, 0.9], [1, -1.7, -0.6], [1, 0.2, 1.5]]); // biome-ignore format: a matrix
const labels = () => asTensor([1, 0, 1, 0, 1]);
const values = () => asTensor([0.3, -1.1, 2.4, 0.8, -0.2]);

/** Elements [start, start + count) of a vector. */
const part = (p: tf.Tensor, start: number, count = 1): tf.Tensor => tf.slice(p, [start], [count]);
const linear = (b: tf.Tensor): tf.Tensor => tf.squeeze(tf.matMul(rows(), tf.expandDims(b, 1)), [1]);

export const densities: Readonly<Record<string, (p: tf.Tensor) => tf.Tensor>> = {
  logistic: (b) => {
    const eta = linear(b);
    return tf.sub(tf.sum(tf.sub(tf.mul(labels(), eta), tf.softplus(eta))), tf.mul(0.5, tf.sum(tf.square(b))));
  },
  mixture: (p) => {
    const logits = tf.concat([part(p, 0), tf.zeros([1])]);
    const [loc, logScale] = [part(p, 1, 2), part(p, 3, 2)];
    const z = tf.div(tf.sub(tf.expandDims(values(), 1), loc), tf.exp(logScale));
    const terms = tf.sub(tf.sub(tf.logSoftmax(logits), tf.mul(0.5, tf.square(z))), logScale);
    return tf.sum(tf.logSumExp(terms, 1));
  },
  process: (p) => {
    const at = tf.squeeze(tf.slice(rows(), [0, 1], [5, 1]), [1]);
    const distance = tf.squaredDifference(tf.expandDims(at, 1), at);
    const smooth = tf.exp(tf.sub(part(p, 0), tf.mul(distance, tf.exp(part(p, 1)))));
    const factor = cholesky(tf.add(smooth, tf.mul(tf.exp(part(p, 2)), tf.eye(5))));
    const white = triangularSolve(factor, tf.expandDims(values(), 1));
    const diagonal = tf.sum(tf.mul(factor, tf.eye(5)), 1);
    return tf.sub(tf.mul(-0.5, tf.sum(tf.square(white))), tf.sum(tf.log(diagonal)));
  },
  counts: (p) => {
    const [n, k] = [asTensor([5, 9, 4]), asTensor([2, 7, 1])];
    const [a, b] = [tf.exp(part(p, 0)), tf.exp(part(p, 1))];
    return tf.sum(tf.sub(logBeta(tf.add(k, a), tf.add(tf.sub(n, k), b)), logBeta(a, b)));
  },
  student: (p) => {
    const z = tf.div(tf.sub(values(), linear(part(p, 0, 3))), tf.exp(part(p, 3)));
    return tf.sum(tf.sub(tf.mul(-2.5, tf.log1p(tf.div(tf.square(z), 4))), part(p, 3)));
  },
  sticks: (p) => {
    const left = tf.concat([tf.ones([1]), tf.cumprod(tf.sub(1, p))]);
    const weights = tf.mul(left, tf.concat([p, tf.ones([1])]));
    return tf.sum(tf.mul(tf.log(weights), asTensor([3, 1, 4, 2])));
  },
  probit: (b) => tf.sum(normalLogCdf(tf.mul(tf.sub(tf.mul(2, labels()), 1), linear(b)))),
};
