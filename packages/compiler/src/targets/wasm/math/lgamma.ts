// log |gamma(x)| on f64x2, with one logarithm, alone or together with its derivative. Below 4, x = k + y with |y| <= 1/2,
// and gamma(x) is gamma(2 + y) times or divided by a product; lgamma(2 + y) is y times a polynomial, which is exact at its
// zero, as x = 1 is by cancellation of exact terms. From 4 on Stirling's series. Negative x by reflection: absolute error
// near the zeros there.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { log, logPositive } from "./log.ts";
import { digamma } from "./polygamma.ts";
import { polynomial } from "./polynomial.ts";
import { sinOfPi } from "./trigonometric.ts";
import {
  absolute,
  add,
  and,
  andBits,
  atLeast,
  div,
  equal,
  greaterThan,
  lessThan,
  mul,
  or,
  SIGN_BIT,
  select,
  sub,
  xor,
} from "./vector.ts";

// lgamma(2 + y) / y for |y| <= 1/2, minimax, relative error 1.3e-18: test/data/math/fit.py lgamma.
const CENTRAL = [
  0.42278433509846713, 0.32246703342411326, -0.06735230105319831, 0.02058080842778057, -0.007385551028649717,
  0.0028905103310237104, -0.0011927539127579128, 0.0005096695156765087, -0.0002231547351779562,
  0.00009945767002962634, -4.4926530970208e-5, 0.00002050561742131824, -0.000009437237901489083,
  0.000004384589613337974, -0.000002049749480820977, 9.203150351255703e-7, -4.200537049793251e-7,
  2.784940877096254e-7, -1.4328540424829716e-7,
];
/** From here on Stirling's series. */
const LARGE = 4;
// x (lgamma(x) - (x - 1/2) log(x) + x - log(2 pi) / 2) in 1 / x^2 <= 1/16, minimax, absolute error of lgamma 2.2e-18.
const STIRLING = [
  0.08333333333333316, -0.0027777777776040883, 0.0007936507425835688, -0.0005952312202469689,
  0.000841242757065853, -0.0018949372914105831, 0.005775393581369247, -0.017917057065337805,
  0.0345727369069899,
];
// x^2 (log(x) - 1 / (2x) - digamma(x)), likewise, absolute error of digamma 4.3e-18.
const STIRLING_SLOPE = [
  0.08333333333332417, -0.008333333327201388, 0.003968252548908058, -0.004166504135180053,
  0.007565062142071784, -0.02065577194169996, 0.07174695920033484, -0.2373447376489333, 0.465533783444697,
];
/** log(2 pi) / 2 - 1/2 */
const STIRLING_CONSTANT = 0.4189385332046727;

/** x = k + y, and what takes gamma(2 + y) to gamma(x), for 0 <= x < 4. */
interface Shift {
  readonly y: Local;
  /** gamma(x) / gamma(2 + y), or its inverse for k < 2. */
  readonly product: Local;
  /** The sign bit where it is the inverse. */
  readonly sign: Local;
}

function shiftOf(e: Emitter, x: Local): Shift {
  const k = e.op("f64x2.nearest", x);
  const y = sub(e, x, k);
  const isBelow = lessThan(e, k, 2);
  // One factor for k = 1 and 3, two for 0 and 4, none for 2.
  const first = select(e, isBelow, x, add(e, y, 2));
  const second = add(e, first, 1);
  const isTwo = or(e, equal(e, k, 0), equal(e, k, 4));
  const isNone = equal(e, k, 2);
  const product = select(e, isNone, 1, select(e, isTwo, mul(e, first, second), first));
  return { y, product, sign: andBits(e, isBelow, SIGN_BIT) };
}

/** lgamma(x) for x >= 4, given log(x) and 1 / x. */
function stirling(e: Emitter, x: Local, logarithm: Local, inverse: Local): Local {
  const series = mul(e, inverse, polynomial(e, mul(e, inverse, inverse), STIRLING, 1));
  const leading = mul(e, sub(e, x, 0.5), sub(e, logarithm, 1));
  return add(e, leading, add(e, series, STIRLING_CONSTANT));
}

/** digamma(x), likewise. */
function stirlingSlope(e: Emitter, logarithm: Local, inverse: Local): Local {
  const z = mul(e, inverse, inverse);
  return sub(e, logarithm, add(e, mul(e, inverse, 0.5), mul(e, z, polynomial(e, z, STIRLING_SLOPE, 1))));
}

/** lgamma(x) for x >= 0 or NaN. */
function ofPositive(e: Emitter, x: Local): Local {
  const isLarge = atLeast(e, x, LARGE);
  const { y, product, sign } = shiftOf(e, x);
  const logarithm = log(e, select(e, isLarge, x, product));
  const small = add(e, mul(e, y, polynomial(e, y, CENTRAL, 3)), xor(e, logarithm, sign));
  return select(e, isLarge, stirling(e, x, logarithm, div(e, 1, x)), small);
}

/** log of the absolute value of the gamma function; Infinity at its poles and at both infinities. */
export function lgamma(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const result = e.fn.local("v128");
  e.copy(result, ofPositive(e, size));
  // Below 1e-18, gamma(x) and gamma(-x) agree to the last bit but for the sign.
  const reflected = lessThan(e, x, -1e-18);
  e.if(e.op("v128.any_true", reflected), (inside) => {
    const sine = absolute(inside, sinOfPi(inside, size));
    const other = log(inside, div(inside, Math.PI, mul(inside, size, sine)));
    const pole = equal(inside, sine, 0);
    const value = select(inside, pole, Number.POSITIVE_INFINITY, sub(inside, other, result));
    inside.copy(result, select(inside, reflected, value, result));
  });
  return select(e, equal(e, size, Number.POSITIVE_INFINITY), size, result);
}

/** Both functions where every lane is at least 4. */
function bothOfLarge(e: Emitter, x: Local): readonly [Local, Local] {
  const logarithm = logPositive(e, x);
  const inverse = div(e, 1, x);
  return [stirling(e, x, logarithm, inverse), stirlingSlope(e, logarithm, inverse)];
}

/**
 * Both functions where every lane is positive: what lies below 4 is raised by 4, which takes log(p) off the one and p' / p
 * off the other for p = x (x + 1) (x + 2) (x + 3).
 */
function bothOfPositive(e: Emitter, x: Local): readonly [Local, Local] {
  const isSmall = lessThan(e, x, LARGE);
  const [value, slope] = bothOfLarge(e, add(e, x, and(e, isSmall, e.constF64x2(LARGE))));
  // x (x + 3) and (x + 1) (x + 2) = x (x + 3) + 2, with the derivative 2 x + 3.
  const outer = mul(e, x, add(e, x, 3));
  const inner = add(e, outer, 2);
  const product = select(e, isSmall, mul(e, outer, inner), 1);
  const numerator = mul(e, add(e, add(e, x, x), 3), add(e, outer, inner));
  const fall = and(e, isSmall, div(e, numerator, product));
  return [sub(e, value, logPositive(e, product)), sub(e, slope, fall)];
}

/**
 * lgamma(x) and digamma(x) for less than the two alone. Near their zeros at 1, 2 and 1.46 they have an absolute error of
 * 2e-15, where each alone has a relative one; else they are as accurate.
 */
export function lgammaAndDigamma(e: Emitter, x: Local): readonly [Local, Local] {
  const [value, slope] = [e.fn.local("v128"), e.fn.local("v128")];
  const assign = (inside: Emitter, [a, b]: readonly [Local, Local]): void => {
    inside.copy(value, a);
    inside.copy(slope, b);
  };
  e.if(
    e.op("i64x2.all_true", atLeast(e, x, LARGE)),
    (large) => assign(large, bothOfLarge(large, x)),
    (some) =>
      some.if(
        some.op("i64x2.all_true", greaterThan(some, x, 1e-15)),
        (positive) => assign(positive, bothOfPositive(positive, x)),
        (any) => assign(any, [lgamma(any, x), digamma(any, x)]),
      ),
  );
  return [value, slope];
}
