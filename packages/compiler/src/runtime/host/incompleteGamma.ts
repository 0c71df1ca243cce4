// The regularized incomplete gamma functions P(a, x) and Q = 1 - P, their logarithms, and the derivatives of these by a.
// @stdlib's gammainc 0.3.1 is wrong from about a = 1000 on (0.4973 for P(1e4, 1e4), which is 0.5013), and has no derivative.
import digamma from "@stdlib/math-base-special-digamma";
import erfc from "@stdlib/math-base-special-erfc";
import exp from "@stdlib/math-base-special-exp";
import lgamma from "@stdlib/math-base-special-gammaln";
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";
import pow from "@stdlib/math-base-special-pow";
import { continuedFraction, type Fraction } from "./continuedFraction.ts";
import { LARGE, logExcess, stirlingRest } from "./stirling.ts";

const EPSILON = 2 ** -53;
/** From here on series and fraction are too long, and the normal limit with one correction has the accuracy of a double. */
const HUGE = 1e9;
/** Below, a product of an exponential may have underflowed. */
const SMALLEST = 1e-290;

/** log(x^a exp(-x) / Gamma(a + 1)). */
function logKernel(a: number, x: number): number {
  if (a < LARGE) return a * log(x) - x - lgamma(a + 1);
  return -a * logExcess((x - a) / a) - stirlingRest(a) - 0.5 * log(2 * Math.PI * a);
}

/** The same without the logarithm, which costs digits where its terms are large. */
function kernel(a: number, x: number): number {
  if (a < LARGE && x < 600) return (pow(x, a) * exp(-x)) / exp(lgamma(a + 1));
  return exp(logKernel(a, x));
}

/** P over the kernel: 1 + x / (a + 1) + x^2 / ((a + 1)(a + 2)) + ... (Abramowitz and Stegun 6.5.29), for x < a or small x. */
function series(a: number, x: number): Fraction {
  let [term, slope, sum, total] = [1, 0, 1, 0];
  for (let n = 1; term > EPSILON * sum || Math.abs(slope) > EPSILON * Math.abs(total); n++) {
    const step = 1 / (a + n);
    slope = (slope - term * step) * x * step;
    term *= x * step;
    sum += term;
    total += slope;
  }
  return { value: sum, slope: total / sum };
}

/** Q over the kernel: the fraction of Abramowitz and Stegun 6.5.31, for x > a. */
function fraction(a: number, x: number): Fraction {
  const { value, slope } = continuedFraction((n, out) => {
    out[0] = -n * (n - a);
    out[1] = n;
    out[2] = x + 2 * n + 1 - a;
    out[3] = -1;
  });
  return { value: a / value, slope: 1 / a - slope };
}

/** One of P and Q, that of the smaller tail or near it. */
interface Tail {
  readonly isLower: boolean;
  readonly value: number;
  readonly logarithm: number;
  /** The derivative of the logarithm by a. */
  readonly slope: () => number;
}

/** N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10 (1979), first terms. */
function normalLimit(a: number, x: number): Tail {
  const mu = (x - a) / a;
  const eta = Math.sign(mu) * Math.sqrt(2 * logExcess(mu));
  const isLower = mu < 0;
  const z = Math.abs(eta) * Math.sqrt(a / 2);
  const density = exp(-z * z) / Math.sqrt(2 * Math.PI * a);
  const value = 0.5 * erfc(z) + (isLower ? 1 : -1) * density * (1 / 3 - eta / 12);
  const slope = () => {
    const byShape = mu === 0 ? -1 : -log1p(mu) / eta;
    return ((isLower ? 1 : -1) * density * byShape) / value;
  };
  return { isLower, value, logarithm: log(value), slope };
}

/** For a > 0 and 0 < x < Infinity. */
function tailOf(a: number, x: number): Tail {
  if (a > HUGE) return normalLimit(a, x);
  const isLower = x <= a || x < 1.5;
  const part = isLower ? series(a, x) : fraction(a, x);
  const value = kernel(a, x) * part.value;
  return {
    isLower,
    value,
    logarithm: value > SMALLEST ? log(value) : logKernel(a, x) + log(part.value),
    slope: () => log(x) - digamma(a + 1) + part.slope,
  };
}

/** The value for a > 0 and 0 < x < Infinity; those at 0 and Infinity are given; NaN elsewhere. */
function within(a: number, x: number, atZero: number, atInfinity: number, inside: () => number): number {
  if (!(a > 0 && a < Number.POSITIVE_INFINITY && x >= 0)) return Number.NaN;
  if (x === 0) return atZero;
  return x === Number.POSITIVE_INFINITY ? atInfinity : inside();
}

/** P or Q. */
function part(lower: boolean, a: number, x: number): number {
  return within(a, x, lower ? 0 : 1, lower ? 1 : 0, () => {
    const { isLower, value } = tailOf(a, x);
    return isLower === lower ? value : 1 - value;
  });
}

function logPart(lower: boolean, a: number, x: number): number {
  const [none, all] = [Number.NEGATIVE_INFINITY, 0];
  return within(a, x, lower ? none : all, lower ? all : none, () => {
    const { isLower, value, logarithm } = tailOf(a, x);
    return isLower === lower ? logarithm : log1p(-value);
  });
}

/** The derivative of logPart by a; 0 at both ends, where it multiplies what is 0 or constant. */
function logPartByShape(lower: boolean, a: number, x: number): number {
  return within(a, x, 0, 0, () => {
    const { isLower, value, slope } = tailOf(a, x);
    return isLower === lower ? slope() : (-value * slope()) / (1 - value);
  });
}

export const gammainc = (a: number, x: number): number => part(true, a, x);
export const gammaincc = (a: number, x: number): number => part(false, a, x);
export const logGammainc = (a: number, x: number): number => logPart(true, a, x);
export const logGammaincc = (a: number, x: number): number => logPart(false, a, x);
export const logGammaincByShape = (a: number, x: number): number => logPartByShape(true, a, x);
export const logGammainccByShape = (a: number, x: number): number => logPartByShape(false, a, x);

/** log of the derivative of P by x: of x^(a - 1) exp(-x) / Gamma(a). */
export function logGammaDensity(a: number, x: number): number {
  const atZero = a < 1 ? Number.POSITIVE_INFINITY : a === 1 ? 0 : Number.NEGATIVE_INFINITY;
  return within(a, x, atZero, Number.NEGATIVE_INFINITY, () => logKernel(a, x) + log(a / x));
}
