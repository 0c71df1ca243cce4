// The error function, its complements and inverse, and the normal distribution function and its relatives.

import { mul, neg } from "../program/arithmetic.ts";
import { unary } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { lift1 } from "./lift.ts";

/** The error function, elementwise. */
export const erf = lift1((x) => unary("erf", x));

/** 1 - erf(x), accurate for large x, elementwise. */
export const erfc = lift1((x) => unary("erfc", x));

/** exp(x^2) erfc(x), elementwise: what erfc loses by underflow for large x. Infinity below -26.6. */
export const erfcx = lift1((x) => unary("erfcx", x));

/** The inverse of erf, elementwise, for -1 <= x <= 1. */
export const erfinv = lift1((x) => unary("erfinv", x));

/** The probability that a standard normal lies above x. */
function upperTail(x: Node): Node {
  return mul(0.5, unary("erfc", mul(Math.SQRT1_2, x)));
}

/** The standard normal distribution function, accurate in the lower tail, elementwise. */
export const normalCdf = lift1((x) => upperTail(neg(x)));

/** log of the standard normal distribution function, accurate in both tails with its derivative, elementwise. */
export const normalLogCdf = lift1((x) => unary("normalLogCdf", x));

/** The x with normalCdf(x) = p, elementwise, for 0 <= p <= 1: -Infinity at 0, Infinity at 1. */
export const normalQuantile = lift1((p) => unary("normalQuantile", p));
