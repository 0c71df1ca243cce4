// digamma and trigamma on f64x2, by recurrence into an interval with an approximation, the asymptotic series beyond, and
// reflection for negative x.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { log } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import { cosOfPi, sinOfPi } from "./trigonometric.ts";
import {
  absolute,
  add,
  and,
  atLeast,
  div,
  equal,
  greaterThan,
  lessThan,
  mul,
  or,
  select,
  sub,
} from "./vector.ts";

/** The positive zero of digamma in two parts (mpmath 1.4.1, 60 digits). */
const ROOT = 1.4616321449683622;
const ROOT_LOW = 9.549995429965697e-17;
// digamma(1 + t) / (1 + t - root) for 0 <= t <= 1, minimax, relative error 3.8e-18: test/data/math/fit.py digamma.
const CENTRAL_P = [
  1.2503801375034054, 0.808452653582216, -0.5268412439401806, -0.4956184838969875, -0.11678325831356562,
  -0.009182740395760268, -0.00016831887340304174,
];
const CENTRAL_Q = [
  1, 1.3301123108887134, -0.11394243317328122, -0.7032508750325959, -0.3039500899555008,
  -0.047288965876537886, -0.0025645936843275833, -0.00002964353010785588,
];
// x^2 (log(x) - 1 / (2x) - digamma(x)) in 1 / x^2 <= 1/64, minimax, absolute error of digamma 1.9e-18.
const DIGAMMA_SERIES = [
  0.08333333333332583, -0.008333333323899449, 0.003968250006334721, -0.004165897912177198,
  0.007499530240162827, -0.017270666682234,
];
// x^3 (trigamma(x) - 1 / x - 1 / (2 x^2)) in 1 / x^2 <= 1/64, minimax, error of trigamma 5.1e-19 / x.
const TRIGAMMA_SERIES = [
  0.16666666666666397, -0.033333333328874185, 0.023809521306543967, -0.03333266435268131, 0.0756611442487513,
  -0.24533857601114423, 0.8269665009063941,
];

/** Lanes of `value` replaced by reflect(value) where x < 0, computed only if there is such a lane. */
function reflecting(e: Emitter, x: Local, value: Local, reflect: (e: Emitter, value: Local) => Local): Local {
  const result = e.fn.local("v128");
  e.copy(result, value);
  const negative = lessThan(e, x, 0);
  e.if(e.op("v128.any_true", negative), (inside) => {
    inside.copy(result, select(inside, negative, reflect(inside, value), value));
  });
  return result;
}

/** digamma(x) for 0 < x < 8: from t in [1, 2) by sums of 1 / (t + j), kept as one fraction. */
function digammaOfSmall(e: Emitter, x: Local): Local {
  const below = lessThan(e, x, 1);
  const steps = sub(e, e.op("f64x2.floor", x), 1);
  const t = select(e, below, add(e, x, 1), sub(e, x, steps));
  let numerator = and(e, below, e.constF64x2(-1));
  let denominator = select(e, below, x, 1);
  for (let j = 0; j < 6; j++) {
    const wanted = greaterThan(e, steps, j);
    const factor = j === 0 ? t : add(e, t, j);
    const next = add(e, mul(e, numerator, factor), denominator);
    numerator = select(e, wanted, next, numerator);
    denominator = mul(e, denominator, select(e, wanted, factor, 1));
  }
  const u = sub(e, t, 1);
  const ratio = div(e, polynomial(e, u, CENTRAL_P, 1), polynomial(e, u, CENTRAL_Q, 1));
  const central = mul(e, sub(e, sub(e, t, ROOT), ROOT_LOW), ratio);
  return add(e, central, div(e, numerator, denominator));
}

/** The derivative of lgamma; -Infinity at 0, Infinity at -0, NaN at negative integers and -Infinity. */
export function digamma(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const inverse = div(e, 1, size);
  const z = mul(e, inverse, inverse);
  const tail = add(e, mul(e, inverse, 0.5), mul(e, z, polynomial(e, z, DIGAMMA_SERIES, 1)));
  const large = sub(e, log(e, size), tail);
  const positive = select(e, atLeast(e, size, 8), large, digammaOfSmall(e, size));
  const reflected = reflecting(e, x, positive, (inside, value) => {
    const cotangent = div(inside, cosOfPi(inside, size), sinOfPi(inside, size));
    const other = add(inside, mul(inside, cotangent, Math.PI), inverse);
    const pole = equal(inside, inside.op("f64x2.nearest", x), x);
    return or(inside, add(inside, value, other), pole);
  });
  // Near zero nothing is left but the pole.
  return select(e, lessThan(e, size, 1e-18), div(e, -1, x), reflected);
}

/** The derivative of digamma; Infinity at its poles. */
export function trigamma(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  let t = size;
  let sum = e.constF64x2(0);
  for (let j = 0; j < 8; j++) {
    const small = lessThan(e, t, 8);
    sum = add(e, sum, and(e, small, div(e, 1, mul(e, t, t))));
    t = add(e, t, and(e, small, e.constF64x2(1)));
  }
  const inverse = div(e, 1, t);
  const z = mul(e, inverse, inverse);
  const series = mul(e, mul(e, z, inverse), polynomial(e, z, TRIGAMMA_SERIES, 1));
  const positive = add(e, sum, add(e, inverse, add(e, mul(e, z, 0.5), series)));
  const reflected = reflecting(e, x, positive, (inside, value) => {
    const ratio = div(inside, Math.PI, sinOfPi(inside, size));
    const other = add(inside, mul(inside, ratio, ratio), div(inside, 1, mul(inside, size, size)));
    return sub(inside, other, value);
  });
  return select(e, lessThan(e, size, 1e-9), div(e, 1, mul(e, x, x)), reflected);
}
