// erf and erfc on f64x2. Near zero a polynomial in x^2; beyond, exp(-x^2) times a polynomial in (x - 3) / (x + 3), the
// form of M. M. Shepherd and J. G. Laframboise (Math. Comp. 36, 1981). x^2 is used to twice the working precision.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { reduceExp, scale } from "./exp.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  and,
  andBits,
  atLeast,
  capAt,
  div,
  lessThan,
  mul,
  negate,
  select,
  sub,
  withSignOf,
} from "./vector.ts";

// erf(x) / x - 1 in z = x^2 <= 1, minimax, error 7.3e-18: test/data/math/fit.py erf.
const NEAR = [
  0.12837916709551256, -0.3761263890318352, 0.11283791670944186, -0.02686617064311159, 0.0052239776061191925,
  -0.0008548325929337175, 0.00012055293577292792, -0.000014924712304983726, 0.000001644713156008381,
  -1.6206313353603383e-7, 1.3710977426754569e-8, -7.779460911463882e-10,
];
// (1 + 2x) exp(x^2) erfc(x) in t = (x - 3) / (x + 3), 0.75 <= x <= 27.5, minimax, relative error 8.9e-18: fit.py erfc.
const FAR = [
  1.2530080582697296, -0.13562110612458153, -0.04756229435345114, 0.12964515870281462, -0.11927366341529314,
  0.06830802734158144, -0.023770514918324798, 0.0025293918648051582, 0.00188869033683472,
  -0.0007798328117352581, -0.00010515940247243557, 0.00012510286435683964, 0.00000494601024596648,
  -0.000020114269837114236, -7.144483555980791e-7, 0.000003503264731448524, 3.08576321448474e-7,
  -6.508886941462901e-7, -6.6803408874297e-8, 1.0857710950333541e-7, -1.1254182105138371e-8,
];

/** x (erf(x) / x - 1), |x| <= 1 */
function nearPart(e: Emitter, x: Local): Local {
  return mul(e, x, polynomial(e, mul(e, x, x), NEAR, 1));
}

/** erfc(x) for x >= 0.75 */
function farPart(e: Emitter, size: Local): Local {
  const x = capAt(e, size, 28);
  const square = mul(e, x, x);
  const high = andBits(e, x, 0xfffffffff8000000n);
  const lost = add(e, sub(e, mul(e, high, high), square), mul(e, add(e, x, high), sub(e, x, high)));
  const exponent = negate(e, square);
  const reduced = reduceExp(e, exponent, 1022, { minus: lost });
  const t = div(e, sub(e, x, 3), add(e, x, 3));
  const value = polynomial(e, t, FAR, 2);
  const rest = add(e, reduced.low, reduced.high);
  const significand = div(e, add(e, value, mul(e, value, rest)), add(e, add(e, x, x), 1));
  return scale(e, significand, reduced.shifted, exponent);
}

/** `near`, with the lanes of |x| >= limit replaced by far(erfc(|x|)), which is computed only if there is such a lane. */
function withFarLanes(
  e: Emitter,
  size: Local,
  limit: number,
  near: Local,
  far: (e: Emitter, tail: Local) => Local,
): Local {
  const result = e.fn.local("v128");
  e.copy(result, near);
  const isFar = atLeast(e, size, limit);
  e.if(e.op("v128.any_true", isFar), (inside) => {
    inside.copy(result, select(inside, isFar, far(inside, farPart(inside, size)), near));
  });
  return result;
}

/** The error function. */
export function erf(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const near = add(e, size, nearPart(e, size));
  return withSignOf(
    e,
    withFarLanes(e, size, 1, near, (inside, tail) => sub(inside, 1, tail)),
    x,
  );
}

/** The complementary error function; its relative accuracy is kept where it is tiny. */
export function erfc(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  // 1 - erf(x), from 1/4 on as 1/2 - (x - 1/2 + ...).
  const shift = and(e, atLeast(e, x, 0.25), e.constF64x2(0.5));
  const near = sub(e, sub(e, 1, shift), add(e, sub(e, x, shift), nearPart(e, x)));
  return withFarLanes(e, size, 0.75, near, (inside, tail) =>
    select(inside, lessThan(inside, x, 0), sub(inside, 2, tail), tail),
  );
}
