// log I0 and I1 / I0 of modified Bessel functions on single numbers, by power and asymptotic series.
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";

const EPSILON = 2 ** -60;
/** From here on the asymptotic series have the accuracy of a double. */
const FAR = 25;

/** The sum of z^k / (k! (k + order)!) over k = 1, 2, ... (Abramowitz and Stegun 9.6.10), z = x^2 / 4 and order 0 or 1. */
function powerSeries(order: 0 | 1, z: number): number {
  let term = 1;
  let sum = 0;
  for (let k = 1; term > EPSILON * sum; k++) {
    term *= z / (k * (k + order));
    sum += term;
  }
  return sum;
}

/** sqrt(2 pi x) exp(-x) I_order(x) less 1, for large x (9.7.1). */
function farSeries(order: 0 | 1, x: number): number {
  let term = 1;
  let sum = 0;
  for (let k = 1; k <= 24 && Math.abs(term) > EPSILON; k++) {
    term *= ((2 * k - 1) * (2 * k - 1) - 4 * order) / (8 * k * x);
    sum += term;
  }
  return sum;
}

/** log I0(x). */
export function logBesselI0(x: number): number {
  const size = Math.abs(x);
  if (size < FAR) return log1p(powerSeries(0, 0.25 * x * x));
  return size - 0.5 * (log(size) + log(2 * Math.PI)) + log1p(farSeries(0, size));
}

/** I1(x) / I0(x). */
export function besselRatio(x: number): number {
  if (Math.abs(x) < FAR) {
    const z = 0.25 * x * x;
    return (0.5 * x * (1 + powerSeries(1, z))) / (1 + powerSeries(0, z));
  }
  const size = Math.abs(x);
  return Math.sign(x) * (1 - (farSeries(0, size) - farSeries(1, size)) / (1 + farSeries(0, size)));
}
