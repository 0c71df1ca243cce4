// erf, its complements and the logarithm of the normal distribution function on f64x2. Near zero a polynomial in x^2;
// beyond, exp(-x^2) / (x + 3/2) times a polynomial in (x - 3) / (x + 3/2), in the manner of M. M. Shepherd and
// J. G. Laframboise (Math. Comp. 36, 1981). x^2 is used to twice the working precision.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { reduceExp, scale } from "./expReduction.ts";
import { log1p } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  and,
  andBits,
  andNot,
  atLeast,
  capAt,
  div,
  greaterThan,
  lessThan,
  mul,
  negate,
  raiseTo,
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
// (x + 3/2) exp(x^2) erfc(x) in t = (x - 3) / (x + 3/2), 0.75 <= x <= Infinity, minimax, relative error 8.2e-18: fit.py erfc.
const FAR_0 = 0.8055051803162547;
const FAR = [
  -0.2955330848289957, 0.05089197196902995, 0.007933668738909591, -0.004403645122071065,
  -0.0007271434248098831, 0.0004448883723504528, 0.00014166305885512503, -0.000039143100287764524,
  -0.000029668965937994773, -9.202653372680033e-7, 0.000004927254330427028, 0.0000017428233581286775,
  -3.458769188876508e-7, -4.861659820430283e-7, -1.2760363071895788e-7, 5.129226693414377e-8,
  5.607342795499771e-8, 1.4852049412267383e-8, -9.58978601752023e-9, -8.229719375362922e-9,
  2.3079527284906216e-10, 1.7783039746223672e-9, 1.2785109697552407e-10, -1.6655006042617642e-10,
];
const FAR_POLE = 1.5;

/** x (erf(x) / x - 1), |x| <= 1 */
function nearPart(e: Emitter, x: Local): Local {
  return mul(e, x, polynomial(e, mul(e, x, x), NEAR, 1));
}

/** 1 - erf(x) for |x| <= 1, from 1/4 on as 1/2 - (x - 1/2 + ...). */
function nearComplement(e: Emitter, x: Local): Local {
  const shift = and(e, atLeast(e, x, 0.25), e.constF64x2(0.5));
  return sub(e, sub(e, 1, shift), add(e, sub(e, x, shift), nearPart(e, x)));
}

/** The upper 26 bits of the significand. */
function upperHalf(e: Emitter, x: Local): Local {
  return andBits(e, x, 0xfffffffff8000000n);
}

/** x^2 rounded, and what the rounding lost. */
interface Square {
  readonly value: Local;
  readonly lost: Local;
}

function squareOf(e: Emitter, x: Local): Square {
  const value = mul(e, x, x);
  const high = upperHalf(e, x);
  const lost = add(e, sub(e, mul(e, high, high), value), mul(e, add(e, x, high), sub(e, x, high)));
  return { value, lost };
}

/** 1 / (x + 3/2) for finite x >= 0.75, and what its rounding and that of the sum lost. */
function inverseOf(e: Emitter, x: Local): { value: Local; lost: Local } {
  const d = add(e, x, FAR_POLE);
  const value = div(e, 1, d);
  const [high, dHigh] = [upperHalf(e, value), upperHalf(e, d)];
  const dLow = add(e, sub(e, d, dHigh), sub(e, x, sub(e, d, FAR_POLE)));
  const main = sub(e, sub(e, 1, mul(e, high, dHigh)), mul(e, high, dLow));
  return { value, lost: mul(e, value, sub(e, main, mul(e, sub(e, value, high), d))) };
}

/** (x + 3/2) exp(x^2) erfc(x), less FAR_0, for finite x >= 0.75, given 1 / (x + 3/2). */
function farPart(e: Emitter, x: Local, inverse: Local): Local {
  const t = mul(e, sub(e, x, 3), inverse);
  return mul(e, t, polynomial(e, t, FAR, 2));
}

/** erfc(x) for x >= 0.75, given x^2; 28 stands for all above. */
function farComplement(e: Emitter, x: Local, square: Square): Local {
  const exponent = negate(e, square.value);
  const reduced = reduceExp(e, exponent, 1022, { minus: square.lost });
  const inverse = inverseOf(e, x);
  const part = farPart(e, x, inverse.value);
  const rest = add(e, reduced.low, reduced.high);
  const small = add(e, part, mul(e, add(e, part, FAR_0), rest));
  const value = add(e, small, FAR_0);
  const low = add(e, sub(e, FAR_0, value), small);
  const lost = add(e, mul(e, value, inverse.lost), mul(e, low, inverse.value));
  return scale(e, add(e, mul(e, value, inverse.value), lost), reduced.shifted, exponent);
}

/** exp(x^2) erfc(x) for x >= 0.75. */
function farScaled(e: Emitter, x: Local): Local {
  const finite = capAt(e, x, 1e100);
  const d = add(e, x, FAR_POLE);
  return div(e, add(e, farPart(e, finite, div(e, 1, add(e, finite, FAR_POLE))), FAR_0), d);
}

/** `near`, with the lanes where `isFar` replaced by far(), which is computed only if there is such a lane. */
function withFarLanes(e: Emitter, isFar: Local, near: Local, far: (e: Emitter) => Local): Local {
  const result = e.fn.local("v128");
  e.copy(result, near);
  e.if(e.op("v128.any_true", isFar), (inside) => {
    inside.copy(result, select(inside, isFar, far(inside), near));
  });
  return result;
}

/** erfc(x) for x >= 0.75 or NaN. */
function tail(e: Emitter, size: Local): Local {
  const x = capAt(e, size, 28);
  return farComplement(e, x, squareOf(e, x));
}

/** The error function. */
export function erf(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const near = add(e, size, nearPart(e, size));
  const value = withFarLanes(e, atLeast(e, size, 1), near, (inside) => sub(inside, 1, tail(inside, size)));
  return withSignOf(e, value, x);
}

/** The complementary error function; its relative accuracy is kept where it is tiny. */
export function erfc(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  return withFarLanes(e, atLeast(e, size, 0.75), nearComplement(e, x), (inside) => {
    const far = tail(inside, size);
    return select(inside, lessThan(inside, x, 0), sub(inside, 2, far), far);
  });
}

/** exp(x^2) erfc(x); Infinity below -26.63, where it overflows. */
export function erfcx(e: Emitter, x: Local): Local {
  const square = squareOf(e, capAt(e, absolute(e, x), 26.64));
  const reduced = reduceExp(e, square.value, 1022, { minus: negate(e, square.lost) });
  const power = scale(e, add(e, add(e, reduced.low, reduced.high), 1), reduced.shifted, square.value);
  const unscaled = mul(e, power, erfc(e, x));
  return withFarLanes(e, atLeast(e, x, 0.75), unscaled, (inside) => farScaled(inside, x));
}

/** The logarithm of the standard normal distribution function, with full relative accuracy in both tails. */
export function normalLogCdf(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const z = mul(e, size, Math.SQRT1_2);
  const isUpper = greaterThan(e, x, 0);
  const isFar = atLeast(e, z, 0.75);
  // Twice the probability of the smaller tail; far down times exp(x^2 / 2), whose logarithm is subtracted at the end.
  const tails = withFarLanes(e, isFar, nearComplement(e, z), (inside) => {
    const capped = capAt(inside, size, 39);
    const square = squareOf(inside, capped);
    const halved = { value: mul(inside, square.value, 0.5), lost: mul(inside, square.lost, 0.5) };
    const upper = farComplement(inside, mul(inside, capped, Math.SQRT1_2), halved);
    return select(inside, isUpper, upper, farScaled(inside, z));
  });
  const half = mul(e, tails, 0.5);
  const logarithm = log1p(e, select(e, isUpper, negate(e, half), sub(e, raiseTo(e, half, 1e-10), 1)));
  const exponent = andNot(e, and(e, mul(e, mul(e, x, x), 0.5), isFar), isUpper);
  return sub(e, logarithm, exponent);
}
