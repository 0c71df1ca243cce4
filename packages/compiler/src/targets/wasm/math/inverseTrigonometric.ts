// asin, acos, atan and atan2 on f64x2, branch-free: both halves of a formula are computed and one is selected.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  and,
  andBits,
  div,
  equal,
  greaterThan,
  lessThan,
  mul,
  negate,
  notEqual,
  or,
  select,
  squareRoot,
  sub,
  withSignOf,
} from "./vector.ts";

const HALF_PI = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;
const QUARTER_PI = 0.7853981633974483;

// asin(x) = x + x R(x^2) for |x| <= 1/2, R(z) = z P(z) / Q(z): fdlibm, e_asin.c (Sun Microsystems, 1993).
const ASIN_P = [
  0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941, 0.0007915349942898145,
  0.00003479331075960212,
];
const ASIN_Q = [1, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194];

// atan(x) = x + x z P(z) / Q(z), z = x^2 <= 0.66^2: Cephes, atan.c (S. L. Moshier, 1984).
const ATAN_P = [
  -64.85021904942025, -122.88666844901361, -75.00855792314705, -16.157537187333652, -0.8750608600031904,
];
const ATAN_Q = [
  194.5506571482614, 485.3903996359137, 432.88106049129027, 165.02700983169885, 24.858464901423062, 1,
];

interface ArcSine {
  /** |x| < 1/2 */
  readonly central: Local;
  /** R(x^2), or R((1 - |x|) / 2) outside the centre. */
  readonly r: Local;
  /** sqrt((1 - |x|) / 2) as a short double and the rest. */
  readonly root: Local;
  readonly rootHigh: Local;
  readonly rootLow: Local;
}

function arcSineParts(e: Emitter, size: Local): ArcSine {
  const central = lessThan(e, size, 0.5);
  const half = mul(e, sub(e, 1, size), 0.5);
  const z = select(e, central, mul(e, size, size), half);
  const r = mul(e, z, div(e, polynomial(e, z, ASIN_P, 1), polynomial(e, z, ASIN_Q, 1)));
  const root = squareRoot(e, half);
  const rootHigh = andBits(e, root, 0xffffffff00000000n);
  const lost = div(e, sub(e, half, mul(e, rootHigh, rootHigh)), add(e, root, rootHigh));
  // 0 / 0 at |x| = 1
  return { central, r, root, rootHigh, rootLow: and(e, lost, greaterThan(e, half, 0)) };
}

/** Inverse sine; NaN outside [-1, 1]. */
export function asin(e: Emitter, x: Local): Local {
  const size = absolute(e, x);
  const { central, r, root, rootHigh, rootLow } = arcSineParts(e, size);
  const inner = add(e, size, mul(e, size, r));
  const p = sub(e, mul(e, add(e, root, root), r), sub(e, HALF_PI_LOW, add(e, rootLow, rootLow)));
  const outer = sub(e, QUARTER_PI, sub(e, p, sub(e, QUARTER_PI, add(e, rootHigh, rootHigh))));
  return withSignOf(e, select(e, central, inner, outer), x);
}

/** Inverse cosine; NaN outside [-1, 1]. */
export function acos(e: Emitter, x: Local): Local {
  const { central, r, root, rootHigh, rootLow } = arcSineParts(e, absolute(e, x));
  const inner = sub(e, HALF_PI, sub(e, x, sub(e, HALF_PI_LOW, mul(e, x, r))));
  const upper = add(e, rootHigh, add(e, mul(e, root, r), rootLow));
  const lower = sub(e, HALF_PI, add(e, root, sub(e, mul(e, root, r), HALF_PI_LOW)));
  const outer = select(e, lessThan(e, x, 0), lower, upper);
  return select(e, central, inner, add(e, outer, outer));
}

/** atan(x) for x >= 0 given as a quotient, which may be infinite. */
function atanOfQuotient(e: Emitter, numerator: Local, denominator: Local): Local {
  // Above tan(3 pi / 8) turn by pi / 2, above 0.66 by pi / 4: the tangent that is left lies within [-0.42, 0.66].
  const far = greaterThan(e, numerator, mul(e, denominator, 2.414213562373095));
  const middle = greaterThan(e, numerator, mul(e, denominator, 0.66));
  const turned = select(e, far, negate(e, denominator), sub(e, numerator, denominator));
  const base = select(e, far, numerator, add(e, numerator, denominator));
  const t = div(e, select(e, middle, turned, numerator), select(e, middle, base, denominator));
  const z = mul(e, t, t);
  const rest = mul(e, mul(e, t, z), div(e, polynomial(e, z, ATAN_P, 1), polynomial(e, z, ATAN_Q, 1)));
  const turn = and(e, middle, select(e, far, HALF_PI, QUARTER_PI));
  const turnLow = and(e, middle, select(e, far, HALF_PI_LOW, HALF_PI_LOW / 2));
  return add(e, turn, add(e, t, add(e, rest, turnLow)));
}

/** Inverse tangent. */
export function atan(e: Emitter, x: Local): Local {
  const value = atanOfQuotient(e, absolute(e, x), e.constF64x2(1));
  return withSignOf(e, value, x);
}

/** The angle of the point (x, y), in [-pi, pi], with IEEE's conventions at zeros and infinities. */
export function atan2(e: Emitter, y: Local, x: Local): Local {
  const [height, width] = [absolute(e, y), absolute(e, x)];
  const swap = greaterThan(e, height, width);
  // The smaller over the larger; 0 / 0 counts as 0 / 1 and Infinity / Infinity as 1 / 1.
  const small = select(e, swap, width, height);
  const large = select(e, swap, height, width);
  const equalSizes = equal(e, height, width);
  const zero = equal(e, large, 0);
  const numerator = select(e, equalSizes, select(e, zero, 0, 1), small);
  const first = atanOfQuotient(e, numerator, select(e, equalSizes, 1, large));
  const steep = sub(e, HALF_PI, sub(e, first, HALF_PI_LOW));
  const acute = select(e, swap, steep, first);
  const left = e.op("i64x2.lt_s", x, e.constI64x2(0n));
  const angle = select(e, left, sub(e, 2 * HALF_PI, sub(e, acute, 2 * HALF_PI_LOW)), acute);
  return or(e, withSignOf(e, angle, y), or(e, notEqual(e, x, x), notEqual(e, y, y)));
}
