// The error function, its complement and inverse, and the normal distribution function built on them.
import { logic, unary } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { add, div, greater, less, log, log1p, mul, neg, polynomial, select, sub } from "./arithmetic.ts";
import { lift1 } from "./lift.ts";

const HALF_LOG_TWO_PI = 0.9189385332046727;
/** Below this, erfc nears underflow and the asymptotic series has the accuracy of a double. */
const FAR_TAIL = -30;
/** (-1)^k (2k - 1)!!: Abramowitz and Stegun 26.2.12. */
const TAIL_SERIES = [1, -1, 3, -15, 105, -945, 10395];

/** The error function, elementwise. */
export const erf = lift1((x) => unary("erf", x));

/** 1 - erf(x), accurate for large x, elementwise. */
export const erfc = lift1((x) => unary("erfc", x));

/** The inverse of erf, elementwise, for -1 <= x <= 1. */
export const erfinv = lift1((x) => unary("erfinv", x));

/** The probability that a standard normal lies above x. */
function upperTail(x: Node): Node {
  return mul(0.5, unary("erfc", mul(Math.SQRT1_2, x)));
}

/** The standard normal distribution function, accurate in the lower tail, elementwise. */
export const normalCdf = lift1((x) => upperTail(neg(x)));

/** log of the standard normal distribution function, accurate in both tails, elementwise. */
export const normalLogCdf = lift1((x) => {
  // Each branch sees x only where it is chosen (by select: minimum and maximum would halve the gradient at the switch).
  const [isFar, isUpper] = [less(x, FAR_TAIL), greater(x, 0)];
  const far = select(isFar, x, FAR_TAIL);
  const squared = mul(far, far);
  const series = polynomial(div(1, squared), TAIL_SERIES);
  const farTail = sub(sub(log(series), mul(0.5, squared)), add(log(neg(far)), HALF_LOG_TWO_PI));
  const lower = log(upperTail(neg(select(logic("or", isFar, isUpper), 0, x))));
  const upper = log1p(neg(upperTail(select(isUpper, x, 0))));
  return select(isUpper, upper, select(isFar, farTail, lower));
});
