// log and log1p on f64x2, branch-free. x = 2^k m, m in [sqrt(1/2), sqrt(2)), f = m - 1, s = f / (2 + f), and
// log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))): fdlibm's e_log.c and s_log1p.c (Sun Microsystems, 1993), under 1 ulp.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { LN2_HIGH, LN2_LOW } from "./expReduction.ts";
import { polynomial } from "./polynomial.ts";
import {
  add,
  addBits,
  and,
  andBits,
  div,
  greaterThan,
  lessThan,
  mul,
  notEqual,
  ONE_BITS,
  or,
  select,
  shiftRight,
  sub,
  subBits,
  withSignOf,
} from "./vector.ts";

// R(z) / z for z = s^2 <= 0.0295, fdlibm's Lg1..Lg7: absolute error of R below 2^-58.45.
const R = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];
const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn;
/** 2^52 as bits: an integer below 2^52 put into its low bits makes the double 2^52 + integer. */
const TWO_52_BITS = 0x4330000000000000n;
const TWO_52 = 4503599627370496;
/** Added to exponents, so that subnormal numbers (k down to -1074) have none below 0. */
const BIAS = 1023 + 64;
const MANTISSA = 0xfffffffffffffn;

/** A positive normal number, of which `less` has been taken off the exponent field by the caller. */
interface Split {
  readonly k: Local;
  readonly f: Local;
}

function split(e: Emitter, x: Local, less?: Local): Split {
  let shifted = addBits(e, x, (BigInt(BIAS) << 52n) - SQRT_HALF_BITS);
  if (less !== undefined) shifted = subBits(e, shifted, less);
  const exponent = or(e, shiftRight(e, shifted, 52), e.constI64x2(TWO_52_BITS));
  const m = addBits(e, andBits(e, shifted, MANTISSA), SQRT_HALF_BITS);
  return { k: sub(e, exponent, TWO_52 + BIAS), f: sub(e, m, 1) };
}

/** log(1 + f) + k ln2 + correction, the correction being small beside the rest. */
export function logOfSplit(e: Emitter, { k, f }: Split, correction?: Local): Local {
  const s = div(e, f, add(e, f, 2));
  const z = mul(e, s, s);
  const r = mul(e, z, polynomial(e, z, R, 1));
  const halfSquare = mul(e, mul(e, f, 0.5), f);
  const low = mul(e, k, LN2_LOW);
  const small = add(e, mul(e, s, add(e, halfSquare, r)), correction ? add(e, low, correction) : low);
  return add(e, add(e, sub(e, small, halfSquare), f), mul(e, k, LN2_HIGH));
}

/** `regular` for finite x above `zero`; there -Infinity, below it NaN; Infinity and NaN stay themselves. */
function withSpecialValues(e: Emitter, regular: Local, x: Local, zero: number): Local {
  const upper = select(e, lessThan(e, x, Number.POSITIVE_INFINITY), regular, x);
  const lower = or(e, Number.NEGATIVE_INFINITY, notEqual(e, x, zero));
  return select(e, greaterThan(e, x, zero), upper, lower);
}

/** log(x): -Infinity at 0, NaN below; subnormal numbers are handled. */
export function log(e: Emitter, x: Local): Local {
  const raise = and(e, lessThan(e, x, 2.2250738585072014e-308), e.constI64x2(54n << 52n));
  const normal = mul(e, x, addBits(e, raise, ONE_BITS));
  return withSpecialValues(e, logOfSplit(e, split(e, normal, raise)), x, 0);
}

/** log(x) for normal x > 0, Infinity or NaN, with fewer instructions; other arguments give no meaningful result. */
export function logPositive(e: Emitter, x: Local): Local {
  return select(e, lessThan(e, x, Number.POSITIVE_INFINITY), logOfSplit(e, split(e, x)), x);
}

/** log(1 + x): accurate for small x, where it keeps the sign of zero. */
export function log1p(e: Emitter, x: Local): Local {
  const u = add(e, x, 1);
  const part = sub(e, u, 1);
  const lost = add(e, sub(e, 1, sub(e, u, part)), sub(e, x, part));
  const regular = withSignOf(e, logOfSplit(e, split(e, u), div(e, lost, u)), x);
  return withSpecialValues(e, regular, x, -1);
}

/** log(1 + y + low) for 0 <= y <= 1 or NaN, |low| far below y. */
export function log1pOfUnit(e: Emitter, y: Local, low?: Local): Local {
  const u = add(e, y, 1);
  const lost = sub(e, y, sub(e, u, 1));
  const upper = greaterThan(e, u, Math.SQRT2);
  const m = subBits(e, u, and(e, upper, e.constI64x2(1n << 52n)));
  const k = and(e, upper, e.constF64x2(1));
  return logOfSplit(e, { k, f: sub(e, m, 1) }, div(e, low ? add(e, lost, low) : lost, u));
}
