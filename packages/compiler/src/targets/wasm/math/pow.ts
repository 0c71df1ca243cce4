// x to the power y on f64x2, branch-free: exp(y log|x|) with log|x| and its product with y to about 66 bits, as sums of two
// doubles. log: x = 2^k b m with b = 1 or 3/2, s = (m - 1) / (m + 1), log(m) = 2/3 s (3 + s^2 + 3/5 s^4 + ...), in the
// manner of fdlibm's e_pow.c (Sun Microsystems, 1993). Special values as in ECMAScript.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { LN2_HIGH, LN2_LOW, reduceExp, scale } from "./expReduction.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  addBits,
  and,
  andBits,
  andNot,
  capAt,
  div,
  equal,
  greaterThan,
  lessThan,
  mul,
  negate,
  notEqual,
  ONE_BITS,
  type Operand,
  or,
  raiseTo,
  SIGN_BIT,
  select,
  shiftRight,
  sub,
  subBits,
  xor,
} from "./vector.ts";

/** A number as the sum of two doubles. */
interface Double {
  readonly high: Local;
  readonly low: Local;
}

/** The upper 26 bits of the significand and the rest, so that products of halves are exact. */
function halves(e: Emitter, x: Local): Double {
  const high = andBits(e, x, 0xfffffffff8000000n);
  return { high, low: sub(e, x, high) };
}

/** a b without error (T. J. Dekker, 1971). */
function product(e: Emitter, a: Local, b: Local): Double {
  const [x, y] = [halves(e, a), halves(e, b)];
  const high = mul(e, a, b);
  const main = sub(e, mul(e, x.high, y.high), high);
  const cross = add(e, add(e, main, mul(e, x.high, y.low)), mul(e, x.low, y.high));
  return { high, low: add(e, cross, mul(e, x.low, y.low)) };
}

/** a + b without error where |a| >= |b| or a is 0, and `low` added to the low part. */
function fastSum(e: Emitter, a: Operand, b: Local, low: Local): Double {
  const high = add(e, a, b);
  return { high, low: add(e, add(e, sub(e, a, high), b), low) };
}

/** log(3/2) in two parts; the high one is a multiple of 2^-33, so that its sum with k LN2_HIGH is exact. */
const THREE_HALVES_LOG = 0.4054651079932228;
const THREE_HALVES_LOG_LOW = 1.1494160890290935e-10;
const TWO_THIRDS = 2 / 3;
const TWO_THIRDS_LOW = 3.700743415417188e-17;
// 3 (1/5 + z/7 + z^2/9 + ...) for z = s^2 <= 0.0103, so that log(m) = 2/3 s (3 + z + z^2 times it): fit.py pow.
const SERIES = [
  0.5999999999999946, 0.4285714285785161, 0.33333332983088565, 0.272728121655738, 0.2306609216355254,
  0.20696951548911532,
];
const TWO_52_BITS = 0x4330000000000000n;
const TWO_52 = 4503599627370496;
const BIAS = 1023 + 64;

/** x >= 0 as 2^k m with 1 <= m < 2. */
function splitBinary(e: Emitter, x: Local): { k: Local; m: Local } {
  const raise = and(e, lessThan(e, x, 2.2250738585072014e-308), e.constI64x2(54n << 52n));
  const normal = mul(e, x, addBits(e, raise, ONE_BITS));
  const shifted = subBits(e, addBits(e, normal, 64n << 52n), raise);
  const exponent = or(e, shiftRight(e, shifted, 52), e.constI64x2(TWO_52_BITS));
  const m = or(e, andBits(e, shifted, 0xfffffffffffffn), e.constI64x2(ONE_BITS));
  return { k: sub(e, exponent, TWO_52 + BIAS), m };
}

/** log(x) for finite x > 0 to about 66 bits. */
function preciseLog(e: Emitter, x: Local): Double {
  const binary = splitBinary(e, x);
  const upper = greaterThan(e, binary.m, Math.sqrt(3));
  const m = subBits(e, binary.m, and(e, upper, e.constI64x2(1n << 52n)));
  const k = add(e, binary.k, and(e, upper, e.constF64x2(1)));
  const middle = greaterThan(e, m, Math.sqrt(1.5));
  const base = select(e, middle, 1.5, 1);

  const f = sub(e, m, base);
  const d = add(e, m, base);
  const lostD = sub(e, m, sub(e, d, base));
  const s = div(e, f, d);
  const back = product(e, s, d);
  const rest = sub(e, sub(e, sub(e, f, back.high), back.low), mul(e, s, lostD));
  const sLow = div(e, rest, d);

  const square = product(e, s, s);
  const squareLow = add(e, square.low, mul(e, add(e, s, s), sLow));
  const tail = mul(e, mul(e, square.high, square.high), polynomial(e, square.high, SERIES, 1));
  const bracket = fastSum(e, 3, square.high, add(e, squareLow, tail));
  const cubic = product(e, s, bracket.high);
  const cubicLow = add(e, cubic.low, add(e, mul(e, s, bracket.low), mul(e, sLow, bracket.high)));
  const third = product(e, cubic.high, e.constF64x2(TWO_THIRDS));
  const thirdLow = add(
    e,
    third.low,
    add(e, mul(e, cubicLow, TWO_THIRDS), mul(e, cubic.high, TWO_THIRDS_LOW)),
  );

  const turn = add(e, mul(e, k, LN2_HIGH), and(e, middle, e.constF64x2(THREE_HALVES_LOG)));
  const turnLow = add(e, mul(e, k, LN2_LOW), and(e, middle, e.constF64x2(THREE_HALVES_LOG_LOW)));
  return fastSum(e, turn, third.high, add(e, thirdLow, turnLow));
}

/** log|x| with the values at 0 and Infinity; NaN stays. */
function logOfSize(e: Emitter, size: Local): Double {
  const { high, low } = preciseLog(e, size);
  const regular = and(e, greaterThan(e, size, 0), lessThan(e, size, Number.POSITIVE_INFINITY));
  const special = select(e, equal(e, size, 0), Number.NEGATIVE_INFINITY, size);
  return { high: select(e, regular, high, special), low: and(e, low, regular) };
}

/** exp(y l): 0 or Infinity far out; NaN stays. */
function expOfProduct(e: Emitter, y: Local, l: Double): Local {
  const leading = product(e, y, l.high);
  const lack = negate(e, add(e, leading.low, mul(e, y, l.low)));
  const exponent = raiseTo(e, capAt(e, leading.high, 710), -746);
  // Where the product is out of range its low part is of no use, and may be NaN.
  const minus = and(e, lack, equal(e, exponent, leading.high));
  const reduced = reduceExp(e, exponent, 1022, { minus });
  const significand = add(e, add(e, reduced.low, reduced.high), 1);
  return scale(e, significand, reduced.shifted, exponent);
}

/** x ** y as in ECMAScript: 1 for y = 0; NaN for x < 0 and y no integer, and for |x| = 1 and y infinite. */
export function pow(e: Emitter, x: Local, y: Local): Local {
  const size = absolute(e, x);
  const value = expOfProduct(e, y, logOfSize(e, size));
  const integer = equal(e, e.op("f64x2.trunc", y), y);
  const half = mul(e, y, 0.5);
  const odd = and(e, integer, notEqual(e, e.op("f64x2.trunc", half), half));
  const signed = xor(e, value, and(e, andBits(e, x, SIGN_BIT), odd));
  // Negative finite numbers have powers with integer exponents only.
  const outside = andNot(e, and(e, lessThan(e, x, 0), greaterThan(e, x, Number.NEGATIVE_INFINITY)), integer);
  return select(e, equal(e, y, 0), 1, or(e, signed, outside));
}
