// log I0 and the ratio I1 / I0 of modified Bessel functions on f64x2, branch-free. For |x| < 20, I0 and 2 I1 / x are
// polynomials in (x/2)^2 with positive leading terms; beyond, exp(-x) sqrt(x) I0 and I1 / I0 are polynomials in 1 / x.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { log1p } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  andNot,
  capAt,
  div,
  equal,
  lessThan,
  mul,
  raiseTo,
  select,
  squareRoot,
  sub,
  withSignOf,
} from "./vector.ts";

const SWITCH = 20;
// (I0(2 sqrt(z)) - 1) / z for 0 <= z <= 100, minimax, relative error of I0 and of its logarithm 2.6e-18: fit.py bessel.
const SMALL_0 = [
  1, 0.24999999999999994, 0.027777777777777957, 0.0017361111111108983, 0.00006944444444457224,
  0.0000019290123456336877, 3.9367598901825414e-8, 6.151187310293767e-10, 7.594058615697138e-12,
  7.594056846599289e-14, 6.276091457012782e-16, 4.35833997508215e-18, 2.5791206602271106e-20,
  1.3151997667289172e-22, 5.8617790324776475e-25, 2.2581564200063676e-27, 8.293388321830165e-30,
  1.988591613262563e-32, 1.0771182539542214e-34, -9.806999839507638e-38, 1.6533582198798363e-39,
  -3.187063801787689e-42, 8.287976693793997e-45,
];
// I1(2 sqrt(z)) / sqrt(z), likewise, relative error 4.9e-19.
const SMALL_1 = [
  1, 0.5, 0.08333333333333329, 0.006944444444444518, 0.0003472222222221676, 0.000011574074074097716,
  2.75573192233294e-7, 4.920949862670874e-9, 6.834652568464157e-11, 7.594058596346431e-13,
  6.903688210735523e-15, 5.230075162665711e-17, 3.3525741156489055e-19, 1.8422115740436236e-21,
  8.768479951624127e-24, 3.662578309423878e-26, 1.3300566191398142e-28, 4.584992166272638e-31,
  1.0689751199267292e-33, 5.2183100583626583e-36, -3.759907335360411e-39, 7.175786913154471e-41,
  -1.3080807253351238e-43, 3.371398550420275e-46,
];
// sqrt(x) exp(-x) I0(x) in u = 1 / x <= 1/20, minimax, relative error 1.3e-18.
const LARGE_0 = [
  0.3989422804014327, 0.04986778505018201, 0.028050629088048448, 0.029219406261844952, 0.044742037538259616,
  0.09062211487135369, 0.2270939602723885, 0.7467719922131645, 0.7614313202710896, 40.36262339247987,
  -290.71760382583693, 1980.692381880084,
];
// I1(x) / I0(x), likewise, relative error 2.6e-18.
const LARGE_RATIO = [
  1, -0.5000000000000145, -0.12499999998668637, -0.12500000475943993, -0.19531162395743354,
  -0.4063446248362644, -1.0414256066218814, -3.5023987149447833, -3.280848316299828, -197.19124042073642,
  1432.474040568897, -9698.133952333304,
];

/** z (I0(x) - 1) / z for |x| <= 20, with z = x^2 / 4. */
function lessOne(e: Emitter, z: Local): Local {
  return mul(e, z, polynomial(e, z, SMALL_0, 1));
}

/** x^2 / 4, capped where the polynomials in it are not used; NaN stays. */
function quarterSquare(e: Emitter, size: Local): Local {
  const half = mul(e, capAt(e, size, SWITCH), 0.5);
  return mul(e, half, half);
}

/** log I0(x): even, 0 at 0. */
export function logBesselI0(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const isSmall = lessThan(e, size, SWITCH);
  const series = polynomial(e, div(e, 1, raiseTo(e, size, SWITCH)), LARGE_0, 1);
  // One logarithm for both. That of a number far below 1 loses digits in the subtraction, but then |x| drowns it.
  const scaled = raiseTo(e, div(e, series, squareRoot(e, raiseTo(e, size, SWITCH))), 1e-10);
  const rest = log1p(e, select(e, isSmall, lessOne(e, quarterSquare(e, size)), sub(e, scaled, 1)));
  return add(e, rest, andNot(e, size, isSmall));
}

/** I1(x) / I0(x): odd, 1 at Infinity. */
export function besselRatio(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const z = quarterSquare(e, size);
  const first = mul(e, mul(e, size, 0.5), polynomial(e, z, SMALL_1, 1));
  const small = div(e, first, add(e, lessOne(e, z), 1));
  const large = polynomial(e, div(e, 1, raiseTo(e, size, SWITCH)), LARGE_RATIO, 1);
  const value = select(e, lessThan(e, size, SWITCH), small, large);
  return withSignOf(e, select(e, equal(e, size, size), value, size), x);
}
