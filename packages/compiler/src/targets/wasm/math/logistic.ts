// sigmoid, softplus and tanh on f64x2, branch-free, all through exp(-|x|), which cannot overflow.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { expNonPositive, expWithLoss } from "./exp.ts";
import { log1pOfUnit } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  andNot,
  atLeast,
  div,
  lessThan,
  mul,
  negate,
  raiseTo,
  select,
  sub,
  withSignOf,
} from "./vector.ts";

/** 1 / (1 + exp(-x)) */
export function sigmoid(e: Emitter, x: Local): Local {
  const { value: y, lost } = expWithLoss(e, negate(e, absolute(e, x)));
  const d = add(e, y, 1);
  const positive = atLeast(e, x, 0);
  const quotient = div(e, select(e, positive, 1, y), d);
  // The first-order effect of what y, where it is the numerator, and d lost: (lost of y - quotient lost of d) / d. It is
  // below one ulp, so that a straight line will do for 1 / d on [1, 2].
  const rest = sub(e, andNot(e, lost, positive), mul(e, quotient, sub(e, y, sub(e, d, 1))));
  return add(e, quotient, mul(e, rest, sub(e, 1.457, mul(e, d, 0.4857))));
}

/** log(1 + exp(x)) */
export function softplus(e: Emitter, x: Local): Local {
  const { value: y, lost } = expWithLoss(e, negate(e, absolute(e, x)));
  return add(e, log1pOfUnit(e, y, lost), raiseTo(e, x, 0));
}

// tanh(x) = x + x z P(z) / Q(z) for z = x^2 <= 0.625^2: Cephes, tanh.c (S. L. Moshier, 1984).
const P = [-1614.6876844170845, -99.28772310019185, -0.9643991794250523];
const Q = [4844.063053251255, 2235.4883906010045, 112.81167849163293, 1];

/** Hyperbolic tangent. */
export function tanh(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const z = mul(e, size, size);
  const ratio = div(e, polynomial(e, z, P, 1), polynomial(e, z, Q, 1));
  const small = add(e, size, mul(e, mul(e, size, z), ratio));
  const y = expNonPositive(e, mul(e, size, -2));
  const d = add(e, y, 1);
  const lost = sub(e, y, sub(e, d, 1));
  const quotient = div(e, add(e, y, y), d);
  // 1 / (d + lost) is about (1 - lost) / d, d being near 1 here.
  const large = sub(e, 1, sub(e, quotient, mul(e, quotient, lost)));
  return withSignOf(e, select(e, lessThan(e, size, 0.625), small, large), x);
}
