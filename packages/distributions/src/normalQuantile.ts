// The standard normal quantile function on tensors, accurate in both tails and with the right derivative.
import { asTensor, erfc, erfinv } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";

/** Abramowitz and Stegun 26.2.23: the upper quantile of p <= 1/2 within 4.5e-4, in t = sqrt(-2 log p). */
function firstGuess(p: tf.Tensor): tf.Tensor {
  const t = p.log().mul(-2).sqrt();
  const above = t.mul(asTensor(0.010328)).add(asTensor(0.802853)).mul(t).add(asTensor(2.515517));
  const below = t
    .mul(asTensor(0.001308))
    .add(asTensor(0.189269))
    .mul(t)
    .add(asTensor(1.432788))
    .mul(t)
    .add(1);
  return above.div(below).sub(t);
}

/** One step of Halley's method for cdf(z) = p, which triples the number of right digits. */
function refine(z: tf.Tensor, p: tf.Tensor): tf.Tensor {
  const cdf = erfc(z.mul(asTensor(-Math.SQRT1_2))).mul(0.5);
  const density = z.square().mul(-0.5).exp().mul(asTensor(0.3989422804014327));
  const step = cdf.sub(p).div(density);
  return z.sub(step.div(z.mul(step).mul(0.5).add(1)));
}

/** Where 2 q - 1 keeps the digits of q. */
const CENTRAL = 0.05;

/** Elementwise: -Infinity at 0, Infinity at 1, NaN outside [0, 1]. Full accuracy for 1e-300 < q. */
export function normalQuantile(q: tf.Tensor): tf.Tensor {
  const isLower = q.lessEqual(0.5);
  const tail = tf.where(isLower, q, tf.sub(1, q));
  const isCentral = tail.greater(asTensor(CENTRAL));
  const isEnd = tail.equal(0);
  const p = tf.where(isCentral.logicalOr(isEnd), asTensor(CENTRAL), tail);
  const lower = tf.where(isEnd, Number.NEGATIVE_INFINITY, refine(refine(firstGuess(p), p), p));
  const central = erfinv(tf.where(isCentral, q, 0.5).mul(2).sub(1)).mul(asTensor(Math.SQRT2));
  return tf.where(isCentral, central, tf.where(isLower, lower, lower.neg()));
}
