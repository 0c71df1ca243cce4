// The flagship mixture's log density and gradient as a careful programmer would write them in JavaScript, by hand: one
// pass over the data, no allocation. The yardstick of the gradient benchmark.

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const K = 3;

/**
 * The data's part over weights, locations and scales (k each): the log likelihood, and its gradient by log weights,
 * locations and log scales into `gradient`.
 */
export function handWritten(
  x: Float64Array,
  weights: Float64Array,
  loc: Float64Array,
  scale: Float64Array,
  gradient: Float64Array,
): number {
  const inverse = new Float64Array(K);
  const offset = new Float64Array(K);
  const z = new Float64Array(K);
  const term = new Float64Array(K);
  for (let k = 0; k < K; k++) {
    inverse[k] = 1 / scale[k]!;
    offset[k] = Math.log(weights[k]!) - Math.log(scale[k]!) - HALF_LOG_TWO_PI;
  }
  gradient.fill(0);
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k++) {
      const zk = (xi - loc[k]!) * inverse[k]!;
      const value = offset[k]! - 0.5 * zk * zk;
      z[k] = zk;
      term[k] = value;
      if (value > highest) highest = value;
    }
    let sum = 0;
    for (let k = 0; k < K; k++) {
      const weight = Math.exp(term[k]! - highest);
      term[k] = weight;
      sum += weight;
    }
    total += highest + Math.log(sum);
    const reciprocal = 1 / sum;
    for (let k = 0; k < K; k++) {
      const share = term[k]! * reciprocal;
      const zk = z[k]!;
      gradient[k]! += share;
      gradient[K + k]! += share * zk;
      gradient[2 * K + k]! += share * zk * zk;
    }
  }
  for (let k = 0; k < K; k++) {
    gradient[2 * K + k]! -= gradient[k]!;
    gradient[K + k]! *= inverse[k]!;
  }
  return total;
}
