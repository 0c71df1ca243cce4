// expm1 on f64x2, branch-free: 2^k (1 + r + tail) - 1 with the large terms added without error.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { type Fit, reduceExp } from "./expReduction.ts";
import { absolute, add, capAt, lessThan, mul, raiseTo, select, shiftLeft, sub } from "./vector.ts";

// k stays 0 up to x = 0.416: at k = 1 with r near -ln2/2 too much would cancel. q as in exp.ts, fitted on that interval: fit.py expm1.
const LATE: Fit = {
  shift: 0.1,
  q: [
    0.5, 0.1666666666666748, 0.04166666666670126, 0.008333333332569581, 0.0013888888872731532,
    0.00019841272297226856, 0.000024801601748687326, 0.000002755398499784365, 2.757430151770208e-7,
    2.6698762136254286e-8,
  ],
};

/** exp(x) - 1, accurate for small x, where it keeps the sign of zero; -1 at -Infinity. */
export function expm1(e: Emitter, x: Local): Local {
  const clamped = raiseTo(e, capAt(e, x, 710), -60);
  const { shifted, high, low } = reduceExp(e, clamped, 1022, { fit: LATE });
  // Half of everything, doubled at the end: 2^k itself may overflow where the result does not.
  const half = shiftLeft(e, shifted, 52);
  const constant = sub(e, half, 0.5);
  const lostConstant = sub(e, sub(e, half, constant), 0.5);
  const linear = mul(e, half, high);
  const sum = add(e, constant, linear);
  const lostSum = add(e, sub(e, constant, sum), linear);
  const value = add(e, sum, add(e, add(e, lostSum, lostConstant), mul(e, half, low)));
  return select(e, lessThan(e, absolute(e, x), 2 ** -54), x, add(e, value, value));
}
