// The normal quantile function and the inverse error function on f64x2, branch-free: erfinv(x) = quantile((1 + x) / 2) /
// sqrt(2) with the rational approximations to the normal quantile of M. J. Wichura, Algorithm AS 241 (Applied Statistics 37, 1988), PPND16.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { log } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  div,
  equal,
  greaterThan,
  lessThan,
  mul,
  negate,
  select,
  squareRoot,
  sub,
  withSignOf,
} from "./vector.ts";

type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

const CENTRAL: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
const NEAR: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const FAR: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

function rational(e: Emitter, x: Local, [numerator, denominator]: Rational): Local {
  return div(e, polynomial(e, x, numerator, 2), polynomial(e, x, denominator, 2));
}

/** The standard normal quantile of 1/2 + q for q in [0, 1/2], given 1/2 - q. */
function upperQuantile(e: Emitter, q: Local, tail: Local): Local {
  const central = mul(e, q, rational(e, sub(e, 0.180625, mul(e, q, q)), CENTRAL));
  const r = squareRoot(e, negate(e, log(e, tail)));
  const near = rational(e, sub(e, r, 1.6), NEAR);
  const far = rational(e, sub(e, r, 5), FAR);
  const outer = select(e, greaterThan(e, r, 5), far, near);
  const quantile = select(e, greaterThan(e, q, 0.425), outer, central);
  return select(e, equal(e, tail, 0), Number.POSITIVE_INFINITY, quantile);
}

/** Inverse error function; NaN outside [-1, 1]. */
export function erfinv(e: Emitter, x: Local): Local {
  const q = mul(e, absolute(e, x), 0.5);
  // The smaller tail, exact where it is used.
  const quantile = upperQuantile(e, q, sub(e, 0.5, q));
  return withSignOf(e, mul(e, quantile, Math.SQRT1_2), x);
}

/** The inverse of the standard normal distribution function; NaN outside [0, 1]. */
export function normalQuantile(e: Emitter, p: Local): Local {
  const q = sub(e, p, 0.5);
  const isLower = lessThan(e, q, 0);
  const quantile = upperQuantile(e, absolute(e, q), select(e, isLower, p, sub(e, 1, p)));
  return withSignOf(e, quantile, q);
}
