// sin and cos on f64x2. Up to 2^20 pi/2 branch-free: reduction by a pi/2 in five parts (Cody and Waite), then fdlibm's
// k_sin.c and k_cos.c (Sun Microsystems, 1993). A vector with a larger number goes to the host, which reduces exactly.
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { ROUNDING } from "./exp.ts";
import { hostFunction } from "./host.ts";
import { polynomial } from "./polynomial.ts";
import { absolute, add, andBits, mul, select, shiftLeft, sub, xor } from "./vector.ts";

const TWO_OVER_PI = 6.36619772367581382433e-1;
// pi/2 = P1 + P2 + P3 + P4; the first three have 33 bits, so that their products with n < 2^20 are exact (fdlibm).
const P1 = 1.57079632673412561417;
const P2 = 6.0771005063039659766e-11;
const P3 = 2.0222662487111664558e-21;
const P4 = 8.47842766036889956997e-32;
const LARGEST = 1.6e6;

const S1 = -1.66666666666666324348e-1;
const S = [
  8.33333333332248946124e-3, -1.98412698298579493134e-4, 2.75573137070700676789e-6,
  -2.50507602534068634195e-8, 1.58969099521155010221e-10,
];
const C = [
  4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5,
  -2.75573143513906633035e-7, 2.0875723212981748279e-9, -1.13596475577881948265e-11,
];

interface Angle {
  /** x - n pi/2 as the sum of two doubles, the first within [-pi/4, pi/4]. */
  readonly high: Local;
  readonly low: Local;
  /** n stands in the low bits. */
  readonly quadrant: Local;
}

function reduce(e: Emitter, x: Local): Angle {
  const quadrant = add(e, mul(e, x, TWO_OVER_PI), ROUNDING);
  const n = sub(e, quadrant, ROUNDING);
  const a = sub(e, x, mul(e, n, P1));
  const second = mul(e, n, P2);
  const b = sub(e, a, second);
  const lostB = sub(e, sub(e, a, b), second);
  const third = mul(e, n, P3);
  const c = sub(e, b, third);
  const lostC = sub(e, sub(e, b, c), third);
  const rest = sub(e, add(e, lostB, lostC), mul(e, n, P4));
  const high = add(e, c, rest);
  return { quadrant, high, low: add(e, sub(e, c, high), rest) };
}

function sinOfAngle(e: Emitter, { high, low }: Angle, z: Local): Local {
  const cube = mul(e, z, high);
  const r = polynomial(e, z, S, 1);
  const inner = sub(e, mul(e, z, sub(e, mul(e, low, 0.5), mul(e, cube, r))), low);
  return sub(e, high, sub(e, inner, mul(e, cube, S1)));
}

function cosOfAngle(e: Emitter, { high, low }: Angle, z: Local): Local {
  const halfSquare = mul(e, z, 0.5);
  const w = sub(e, 1, halfSquare);
  const r = mul(e, mul(e, z, z), polynomial(e, z, C, 1));
  return add(e, w, add(e, sub(e, sub(e, 1, w), halfSquare), sub(e, r, mul(e, high, low))));
}

/** sin(x + shift pi/2) for |x| <= LARGEST. */
function moderate(e: Emitter, x: Local, shift: 0 | 1): Local {
  const angle = reduce(e, x);
  const z = mul(e, angle.high, angle.high);
  const quadrant = shift === 0 ? angle.quadrant : e.op("i64x2.add", angle.quadrant, e.constI64x2(1n));
  const isCos = e.op("i64x2.eq", andBits(e, quadrant, 1n), e.constI64x2(1n));
  const value = select(e, isCos, cosOfAngle(e, angle, z), sinOfAngle(e, angle, z));
  return xor(e, value, shiftLeft(e, andBits(e, quadrant, 2n), 62));
}

function withLargeArguments(e: Emitter, x: Local, name: "sin" | "cos", shift: 0 | 1): Local {
  const result = e.fn.local("v128");
  const large = e.op("v128.any_true", e.op("f64x2.gt", absolute(e, x), e.constF64x2(LARGEST)));
  e.if(
    large,
    (slow) => slow.copy(result, hostFunction(slow, name, x)),
    (fast) => fast.copy(result, moderate(fast, x, shift)),
  );
  return result;
}

/** Sine of x radians; NaN at the infinities. */
export function sin(e: Emitter, x: Local): Local {
  const value = withLargeArguments(e, x, "sin", 0);
  // The reduction of -0 gives +0.
  return select(e, e.op("f64x2.lt", absolute(e, x), e.constF64x2(2 ** -27)), x, value);
}

/** Cosine of x radians; NaN at the infinities. */
export function cos(e: Emitter, x: Local): Local {
  return withLargeArguments(e, x, "cos", 1);
}
