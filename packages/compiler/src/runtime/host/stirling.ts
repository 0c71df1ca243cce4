// Pieces of gamma and beta densities for large arguments, whose logarithms are small differences of large terms.
import log1p from "@stdlib/math-base-special-log1p";

/** From here on the series below has the accuracy of a double. */
export const LARGE = 20;

/** What Stirling's formula leaves out of lgamma(a), a >= LARGE (Abramowitz and Stegun 6.1.41). */
export function stirlingRest(a: number): number {
  const z = 1 / (a * a);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188)))) / a;
}

/** mu - log(1 + mu) without cancellation: with s = mu / (2 + mu), log(1 + mu) = 2 (s + s^3 / 3 + s^5 / 5 + ...). */
export function logExcess(mu: number): number {
  if (!(mu > -0.4 && mu < 0.6)) return mu - log1p(mu);
  const s = mu / (2 + mu);
  const z = s * s;
  let power = 1;
  let sum = 0;
  for (let n = 3; n < 40 && power > 1e-18; n += 2) {
    sum += power / n;
    power *= z;
  }
  return mu * s - 2 * s * z * sum;
}
