// sinh, cosh and their inverses, and atanh, on f64x2, through exp, expm1 and log1p. tanh is in logistic.ts.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { halfExp } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { log1p } from "./log.ts";
import {
  absolute,
  add,
  and,
  capAt,
  div,
  greaterThan,
  lessThan,
  mul,
  select,
  squareRoot,
  sub,
  withSignOf,
} from "./vector.ts";

/** Hyperbolic sine. */
export function sinh(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const t = expm1(e, capAt(e, size, 22));
  const quotient = div(e, t, add(e, t, 1));
  const central = sub(e, t, mul(e, mul(e, t, 0.5), quotient));
  const middle = mul(e, add(e, t, quotient), 0.5);
  const small = select(e, lessThan(e, size, 1), central, middle);
  return withSignOf(e, select(e, lessThan(e, size, 22), small, halfExp(e, size)), x);
}

/** Hyperbolic cosine. */
export function cosh(e: Emitter, x: Local): Local {
  const half = halfExp(e, absolute(e, x));
  return add(e, half, div(e, 0.25, half));
}

/** Beyond it x^2 might overflow, and adding 1 changes nothing. */
const LARGE = 2 ** 500;

/** log1p(moderate), or log(x) + ln2 where x is large. */
function logOfSum(e: Emitter, x: Local, moderate: Local): Local {
  const large = greaterThan(e, x, LARGE);
  return add(e, log1p(e, select(e, large, x, moderate)), and(e, large, e.constF64x2(Math.LN2)));
}

/** Inverse hyperbolic sine. */
export function asinh(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const square = mul(e, size, size);
  const sum = add(e, size, div(e, square, add(e, squareRoot(e, add(e, square, 1)), 1)));
  return withSignOf(e, logOfSum(e, size, sum), x);
}

/** Inverse hyperbolic cosine; NaN below 1. */
export function acosh(e: Emitter, x: Local): Local {
  const t = sub(e, x, 1);
  return logOfSum(e, x, add(e, t, squareRoot(e, add(e, add(e, t, t), mul(e, t, t)))));
}

/** Inverse hyperbolic tangent; NaN outside [-1, 1]. */
export function atanh(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const double = add(e, size, size);
  const quotient = div(e, double, sub(e, 1, size));
  const central = add(e, double, mul(e, size, quotient));
  return withSignOf(e, mul(e, log1p(e, select(e, lessThan(e, size, 0.5), central, quotient)), 0.5), x);
}
