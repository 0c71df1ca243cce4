// The regularized lower incomplete gamma function P(a, x). @stdlib's is used for small shapes only: version 0.3.1 is wrong
// from about a = 1000 on (0.4973 for P(1e4, 1e4), which is 0.5013).
import exp from "@stdlib/math-base-special-exp";
import gammainc from "@stdlib/math-base-special-gammainc";
import log1p from "@stdlib/math-base-special-log1p";

const LARGE = 200;
const EPSILON = 2 ** -53;

/** mu - log(1 + mu), without cancellation near 0. */
function excess(mu: number): number {
  if (Math.abs(mu) > 0.1) return mu - log1p(mu);
  let power = mu * mu;
  let sum = 0;
  for (let n = 2; Math.abs(power / n) > EPSILON * Math.abs(sum) && n < 60; n++) {
    sum += (n % 2 === 0 ? power : -power) / n;
    power *= mu;
  }
  return sum;
}

/** x^a e^-x / Gamma(a + 1) for large a: Stirling's series, with the exponential's argument free of cancellation. */
function prefactor(a: number, x: number): number {
  const correction = (1 / 12 - (1 / 360 - 1 / (1260 * a * a)) / (a * a)) / a;
  return exp(-a * excess((x - a) / a) - correction) / Math.sqrt(2 * Math.PI * a);
}

/** P for x < a: prefactor times 1 + x/(a+1) + x^2/((a+1)(a+2)) + ... (Abramowitz and Stegun, 6.5.29). */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > EPSILON * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return prefactor(a, x) * sum;
}

/** 1 - P for x >= a: the continued fraction of Abramowitz and Stegun, 6.5.31, by Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; ; n++) {
    const coefficient = -n * (n - a);
    b += 2;
    d = 1 / (coefficient * d + b);
    c = b + coefficient / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) <= EPSILON) return prefactor(a, x) * a * value;
  }
}

/** For shape a > 0 and x >= 0, infinity included; NaN elsewhere. */
export function incompleteGamma(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY && a > 0 && a < x) return 1;
  if (!(a >= LARGE && x > 0 && Number.isFinite(a))) return gammainc(x, a);
  return x < a ? series(a, x) : 1 - fraction(a, x);
}
