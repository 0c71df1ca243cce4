// Logarithms of probabilities that may be exactly 0 or 1: finite gradients there, and counts of 0 that count for nothing.
import * as tf from "@tensorflow/tfjs-core";

/** log(p), with derivative 0 rather than Infinity at p = 0, where the value is -Infinity. */
export function logOfPositive(p: tf.Tensor): tf.Tensor {
  const isPositive = tf.greater(p, 0);
  return tf.where(isPositive, tf.log(tf.where(isPositive, p, 1)), Number.NEGATIVE_INFINITY);
}

/** log(1 - p), with derivative 0 rather than -Infinity at p = 1, where the value is -Infinity. */
export function logOfComplement(p: tf.Tensor): tf.Tensor {
  const isBelowOne = tf.less(p, 1);
  return tf.where(isBelowOne, tf.log1p(tf.neg(tf.where(isBelowOne, p, 0))), Number.NEGATIVE_INFINITY);
}

/** count * logarithm, and 0 where the count is 0 even if the logarithm is -Infinity. */
export function countTimes(count: tf.Tensor, logarithm: tf.Tensor): tf.Tensor {
  return tf.where(tf.equal(count, 0), 0, tf.mul(count, logarithm));
}

/** log(p^events (1 - p)^others) for p = sigmoid(logits), which is never taken: it rounds to 0 and 1. */
export function logOfCounts(events: tf.Tensor, others: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return events.mul(logits.neg().softplus()).add(others.mul(logits.softplus())).neg();
}
