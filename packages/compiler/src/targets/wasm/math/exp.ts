// exp on f64x2, branch-free, from a table of powers of two: x = (256 k + j) ln2 / 256 + r, |r| <= ln2 / 512, and
// exp(x) = 2^k 2^(j / 256) (1 + r + r^2 q(r)). Three terms of q do (Tang 1989, "Table-driven implementation of the
// exponential function"). expReduction.ts has the way without a table, for functions that go on from the parts.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { ROUNDING } from "./expReduction.ts";
import { expTable } from "./expTable.ts";
import {
  add,
  addBits,
  and,
  andBits,
  andNot,
  capAt,
  larger,
  lessThan,
  mul,
  raiseTo,
  shiftLeft,
  sub,
  subBits,
} from "./vector.ts";

const STEPS = 256;
const STEPS_PER_UNIT = 369.3299304675746; // 256 / ln 2
/** ln2 / 256 in two parts; the high one has 33 bits, so that its product with 256 k + j is exact. */
const STEP_HIGH = 0.0027076061737716373;
const STEP_LOW = 2.9064910585985925e-13;

// (exp(r) - 1 - r) / r^2 for |r| <= ln2 / 512: 1/2, then a minimax fit of the rest, relative error of exp 5.0e-18.
// mpmath 1.4.1, Remez exchange with the weight |r|^3 exp(-r): test/data/math/fit.py exp256.
const Q = [0.5, 0.16666667994158854, 0.04166666721138519] as const;

interface Parts {
  /** 2^(k + bias) 2^(j / 256). */
  readonly scale: Local;
  /** exp(r) - 1, and what the scale lost to rounding. */
  readonly rest: Local;
}

/** exp(x) = scale (1 + rest) / 2^bias, where k + bias is an exponent of normal doubles. */
function parts(e: Emitter, x: Local, bias = 0): Parts {
  const rounding = ROUNDING + STEPS * bias;
  const shifted = add(e, mul(e, x, STEPS_PER_UNIT), rounding);
  const steps = sub(e, shifted, rounding);
  const r = sub(e, sub(e, x, mul(e, steps, STEP_HIGH)), mul(e, steps, STEP_LOW));
  const square = mul(e, r, r);
  const q = add(e, add(e, mul(e, r, Q[1]), Q[0]), mul(e, square, Q[2]));
  const table = e.fn.module.tableAt(expTable());
  const entry = shiftLeft(e, andBits(e, shifted, BigInt(STEPS - 1)), 4);
  const first = e.load("v128.load", e.op("i32x4.extract_lane 0", entry), table);
  const second = e.load("v128.load", e.op("i32x4.extract_lane 2", entry), table);
  return {
    scale: addBits(e, e.shuffle(first, second, [0, 2]), shiftLeft(e, shifted, 44)),
    rest: add(e, add(e, mul(e, square, q), r), e.shuffle(first, second, [1, 3])),
  };
}

interface Rounded {
  readonly value: Local;
  /** Emits what the value lost to rounding. */
  readonly lost: () => Local;
}

/**
 * exp(x) for x in [-746, 710] or NaN, as 2^(k-1) times 2, or 2^(k+199) times 2^-199: the second product overflows or loses
 * bits, as it should.
 */
function wholeRange(e: Emitter, x: Local): Rounded {
  const { scale, rest } = parts(e, x, -1);
  const far = and(e, lessThan(e, x, -700), e.constI64x2(200n << 52n));
  const factor = subBits(e, 0x4000000000000000n, far);
  const near = addBits(e, scale, far);
  const product = mul(e, near, rest);
  const sum = add(e, near, product);
  return {
    value: mul(e, sum, factor),
    lost: () => mul(e, sub(e, product, sub(e, sum, near)), factor),
  };
}

/** exp(x): 0 below -745.13, Infinity above 709.78; results in the subnormal range are rounded once more. */
export function exp(e: Emitter, x: Local): Local {
  return wholeRange(e, raiseTo(e, capAt(e, x, 710), -746)).value;
}

/** exp(x) for x <= 0 or NaN, and what it lost to rounding. */
export function expWithLoss(e: Emitter, x: Local): { value: Local; lost: Local } {
  const { value, lost } = wholeRange(e, raiseTo(e, x, -746));
  return { value, lost: lost() };
}

/** exp(x) / 2 for x >= 0 or NaN: finite up to 710.47, where exp(x) itself is not. */
export function halfExp(e: Emitter, x: Local): Local {
  const { scale, rest } = parts(e, capAt(e, x, 711), -2);
  const quarter = add(e, scale, mul(e, scale, rest));
  return add(e, quarter, quarter);
}

/** Below it results are smaller than normal doubles. */
const LEAST_NORMAL = -708.3964185322641;

/** exp(x) for x <= 0, Infinity or NaN, with fewer instructions: results below the normal doubles become 0. */
export function expNonPositive(e: Emitter, x: Local): Local {
  const { scale, rest } = parts(e, x);
  const value = add(e, scale, mul(e, scale, rest));
  // Every result is greater than its argument, except that of Infinity, which is no number yet.
  return larger(e, x, andNot(e, value, lessThan(e, x, LEAST_NORMAL)));
}
