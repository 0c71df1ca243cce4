// The regularized incomplete beta function I_x(a, b), its logarithm, and the derivatives of that by a and b.
import digamma from "@stdlib/math-base-special-digamma";
import exp from "@stdlib/math-base-special-exp";
import lgamma from "@stdlib/math-base-special-gammaln";
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";
import { continuedFraction } from "./continuedFraction.ts";
import { LARGE, logExcess, stirlingRest } from "./stirling.ts";

/** log B(a, b), without the cancellation of lgamma at large arguments (Didonato and Morris 1992, ACM TOMS 708). */
function logBeta(a: number, b: number): number {
  const [p, q] = a < b ? [a, b] : [b, a];
  if (q < LARGE) return lgamma(p) + lgamma(q) - lgamma(p + q);
  const rest = stirlingRest(q) - stirlingRest(p + q);
  const leading = p - p * log(p + q) + (q - 0.5) * log1p(-p / (p + q));
  return lgamma(p) + rest + leading;
}

/** log(x^a (1 - x)^b / B(a, b)), 0 < x < 1. */
function logKernel(a: number, b: number, x: number): number {
  if (a < LARGE || b < LARGE) return a * log(x) + b * log1p(-x) - logBeta(a, b);
  // Around the mean a / (a + b), where the large terms cancel.
  const total = a + b;
  const away = x * b - (1 - x) * a;
  const rest = stirlingRest(total) - stirlingRest(a) - stirlingRest(b);
  return (
    0.5 * log((a * (b / total)) / (2 * Math.PI)) + rest - a * logExcess(away / a) - b * logExcess(-away / b)
  );
}

/** I_x(a, b) a over the kernel, as the inverse of the fraction of Abramowitz and Stegun 26.5.8, for x below the mean. */
function fraction(a: number, b: number, x: number, byA: 0 | 1, byB: 0 | 1) {
  return continuedFraction((n, out) => {
    const m = n >> 1;
    const [p, q] = [a + n - 1, a + n];
    out[2] = 1;
    if (n === 0) return;
    if (n % 2 === 0) {
      out[0] = (m * (b - m) * x) / (p * q);
      out[1] = (byB * m * x) / (p * q) - byA * out[0] * (1 / p + 1 / q);
    } else {
      const [first, second] = [a + m, a + b + m];
      out[0] = (-first * second * x) / (p * q);
      out[1] = out[0] * (byA * (1 / first - 1 / p - 1 / q) + (byA + byB) / second);
    }
  });
}

/** Whether the fraction is for I_x(a, b); else it is for I_1-x(b, a) = 1 - I_x(a, b). */
function isBelowMean(a: number, b: number, x: number): boolean {
  return x <= (a + 1) / (a + b + 2);
}

/** That of the two which the fraction is for. */
interface Tail {
  readonly isLower: boolean;
  readonly value: number;
  readonly logarithm: number;
}

function tailOf(a: number, b: number, x: number): Tail {
  const isLower = isBelowMean(a, b, x);
  const { value } = isLower ? fraction(a, b, x, 0, 0) : fraction(b, a, 1 - x, 0, 0);
  const logarithm = logKernel(a, b, x) - log((isLower ? a : b) * value);
  return { isLower, value: exp(logarithm), logarithm };
}

/** The derivatives of log I_x(a, b) by a or b for x below the mean; `total` is digamma(a + b). */
function slopeOf(a: number, b: number, x: number, by: "a" | "b"): number {
  const total = digamma(a + b);
  if (by === "a") return log(x) - digamma(a + 1) + total - fraction(a, b, x, 1, 0).slope;
  return log1p(-x) - digamma(b) + total - fraction(a, b, x, 0, 1).slope;
}

function within(a: number, b: number, x: number, ends: readonly [number, number], inside: () => number) {
  const isInside = a > 0 && b > 0 && a + b < Number.POSITIVE_INFINITY && x >= 0 && x <= 1;
  if (!isInside) return Number.NaN;
  return x === 0 ? ends[0] : x === 1 ? ends[1] : inside();
}

export function betainc(a: number, b: number, x: number): number {
  return within(a, b, x, [0, 1], () => {
    const { isLower, value } = tailOf(a, b, x);
    return isLower ? value : 1 - value;
  });
}

export function logBetainc(a: number, b: number, x: number): number {
  return within(a, b, x, [Number.NEGATIVE_INFINITY, 0], () => {
    const { isLower, value, logarithm } = tailOf(a, b, x);
    return isLower ? logarithm : log1p(-value);
  });
}

/** The derivative of logBetainc by a or b; 0 at both ends, where it multiplies what is 0 or constant. */
function logBetaincBy(a: number, b: number, x: number, by: "a" | "b"): number {
  return within(a, b, x, [0, 0], () => {
    if (isBelowMean(a, b, x)) return slopeOf(a, b, x, by);
    const { value } = tailOf(a, b, x);
    return (-value * slopeOf(b, a, 1 - x, by === "a" ? "b" : "a")) / (1 - value);
  });
}

export const logBetaincByA = (a: number, b: number, x: number): number => logBetaincBy(a, b, x, "a");
export const logBetaincByB = (a: number, b: number, x: number): number => logBetaincBy(a, b, x, "b");

/** log of the derivative of I_x(a, b) by x: of x^(a - 1) (1 - x)^(b - 1) / B(a, b). */
export function logBetaDensity(a: number, b: number, x: number): number {
  const end = (shape: number, other: number): number =>
    shape === 1 ? log(other) : shape < 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return within(a, b, x, [end(a, b), end(b, a)], () => logKernel(a, b, x) - log(x) - log1p(-x));
}
