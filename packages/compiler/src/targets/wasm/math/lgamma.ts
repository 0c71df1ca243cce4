// log |gamma(x)| on f64x2, with one logarithm. Below 8, x = k + y with |y| <= 1/2, and gamma(x) is gamma(2 + y) times or
// divided by a product; lgamma(2 + y) is y times a polynomial, which is exact at its zero, as x = 1 is by cancellation of
// exact terms. From 8 on Stirling's series. Negative x by reflection: absolute error near the zeros there.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { log } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import { sinOfPi } from "./trigonometric.ts";
import {
  absolute,
  add,
  andBits,
  atLeast,
  div,
  equal,
  greaterThan,
  lessThan,
  mul,
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
// x (lgamma(x) - (x - 1/2) log(x) + x - log(2 pi) / 2) in 1 / x^2 <= 1/64, minimax, absolute error of lgamma 2.2e-18.
const STIRLING = [
  0.0833333333333331, -0.0027777777773586513, 0.0007936505764940152, -0.0005951896860349237,
  0.0008364587714030409, -0.0016334357509190788,
];
/** log(2 pi) / 2 - 1/2 */
const STIRLING_CONSTANT = 0.4189385332046727;

/** gamma(x) / gamma(2 + y) or its inverse (the latter for k < 2), for 0 <= x < 8. */
function shiftProduct(e: Emitter, x: Local, k: Local, y: Local): Local {
  let product = select(e, greaterThan(e, k, 2), add(e, y, 2), 1);
  for (let j = 3; j <= 7; j++) {
    product = mul(e, product, select(e, greaterThan(e, k, j), add(e, y, j), 1));
  }
  const lower = mul(e, x, select(e, equal(e, k, 0), add(e, x, 1), 1));
  return select(e, lessThan(e, k, 2), lower, product);
}

/** lgamma(x) for x >= 0 or NaN. */
function ofPositive(e: Emitter, x: Local): Local {
  const large = atLeast(e, x, 8);
  const k = e.op("f64x2.nearest", x);
  const y = sub(e, x, k);
  const logarithm = log(e, select(e, large, x, shiftProduct(e, x, k, y)));

  const divided = andBits(e, lessThan(e, k, 2), SIGN_BIT);
  const small = add(e, mul(e, y, polynomial(e, y, CENTRAL, 3)), xor(e, logarithm, divided));

  const inverse = div(e, 1, x);
  const series = mul(e, inverse, polynomial(e, mul(e, inverse, inverse), STIRLING, 1));
  const leading = mul(e, sub(e, x, 0.5), sub(e, logarithm, 1));
  const stirling = add(e, leading, add(e, series, STIRLING_CONSTANT));
  return select(e, large, stirling, small);
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
