// The parts of exp on f64x2, for functions that go on from them: x = k ln2 + r, |r| <= ln2 / 2, and
// exp(x) = 2^k (1 + r + r^2 q(r)). The low part of r is kept apart until it meets the small terms, as in fdlibm's e_exp.c:
// under 1 ulp without FMA. exp itself, in exp.ts, takes fewer instructions with a table.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { polynomial } from "./polynomial.ts";
import { add, addBits, and, lessThan, mul, shiftLeft, sub, subBits } from "./vector.ts";

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts; the high one has 32 bits, so that its product with k is exact (fdlibm). */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
/** 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits of the sum. */
export const ROUNDING = 6755399441055744;

// (exp(r) - 1 - r) / r^2 for |r| <= ln2 / 2: 1/2, then a minimax fit of the rest, relative error of exp 5.5e-18.
// mpmath 1.4.1, Remez exchange with the weight |r|^3 exp(-r), degree 8 in r: test/data/math/fit.py exp.
const CENTRED: Fit = {
  shift: 0,
  q: [
    0.5, 0.16666666666666438, 0.041666666666603916, 0.008333333333497827, 0.0013888888926809522,
    0.0001984126947058414, 0.000024801508667319066, 0.0000027557637223646924, 2.762519273788169e-7,
    2.4979476975024497e-8,
  ],
};

/** How the reduction rounds, and the polynomial q on the interval that follows from it. */
export interface Fit {
  /** k = round(x / ln2 - shift), hence r / ln2 in [shift - 1/2, shift + 1/2]. */
  readonly shift: number;
  readonly q: readonly number[];
}

/** What the reduction leaves: exp(x) = 2^k (1 + high + low), |low| small; `shifted` has k + bias in its low bits. */
export interface Reduced {
  readonly shifted: Local;
  readonly high: Local;
  readonly low: Local;
}

interface Options {
  readonly fit?: Fit;
  /** A small number to be subtracted from x: what x lacks to a higher precision. */
  readonly minus?: Local;
}

/** `bias` is added to k where it stands as an integer: 1023 makes it a ready exponent. */
export function reduceExp(
  e: Emitter,
  x: Local,
  bias: number,
  { fit = CENTRED, minus }: Options = {},
): Reduced {
  const rounding = ROUNDING + bias;
  const binary = mul(e, x, LOG2_E);
  const shifted = add(e, fit.shift === 0 ? binary : sub(e, binary, fit.shift), rounding);
  const k = sub(e, shifted, rounding);
  const high = sub(e, x, mul(e, k, LN2_HIGH));
  const product = mul(e, k, LN2_LOW);
  const rest = minus ? add(e, product, minus) : product;
  const r = sub(e, high, rest);
  const tail = mul(e, mul(e, r, r), polynomial(e, r, fit.q, 2));
  return { shifted, high, low: sub(e, tail, rest) };
}

/** The significand, which may be as small as 1/100, times 2^(k-1) and then 2, or 2^(k+199) and then 2^-199: the second product overflows or rounds once, as it should. */
export function scale(e: Emitter, significand: Local, shifted: Local, x: Local): Local {
  const far = and(e, lessThan(e, x, -700), e.constI64x2(200n << 52n));
  const first = addBits(e, shiftLeft(e, shifted, 52), far);
  return mul(e, mul(e, significand, first), subBits(e, 0x4000000000000000n, far));
}
