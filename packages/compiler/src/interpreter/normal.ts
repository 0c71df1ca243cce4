// The scaled complementary error function and the logarithm of the normal distribution function, on single numbers.
import erfc from "@stdlib/math-base-special-erfc";
import exp from "@stdlib/math-base-special-exp";
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";

const SQRT_PI = Math.sqrt(Math.PI);
/** From here on the asymptotic series has the accuracy of a double. */
const FAR = 12;

/** erfc(x) exp(x^2) x sqrt(pi) for large x: 1 - 1/(2x^2) + 1*3/(2x^2)^2 - ... (Abramowitz and Stegun 7.1.23). */
function tailSeries(x: number): number {
  const step = 0.5 / (x * x);
  let term = 1;
  let sum = 1;
  for (let k = 1; k <= 12; k++) {
    term *= -(2 * k - 1) * step;
    sum += term;
  }
  return sum;
}

/** exp(x^2) erfc(x). */
export function erfcx(x: number): number {
  if (x >= FAR) return tailSeries(x) / (x * SQRT_PI);
  if (x < -27) return Number.POSITIVE_INFINITY;
  // The square of a short number is exact, and exp of what it leaves out is near 1.
  const short = Math.fround(x);
  return exp(short * short) * exp((x - short) * (x + short)) * erfc(x);
}

/** log of the standard normal distribution function. */
export function normalLogCdf(x: number): number {
  if (x > 0) return log1p(-0.5 * erfc(x * Math.SQRT1_2));
  return log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x;
}
