// sin, cos and tan on f64x2: up to 1.6e6 reduced by pi/2 in four parts (Cody and Waite), beyond that by the host; then
// the polynomials of fdlibm's k_sin.c and k_cos.c (Sun Microsystems, 1993).
import type { Emitter } from "../assembler/emitter.ts";
import type { Local } from "../assembler/valueTypes.ts";
import { ROUNDING } from "./expReduction.ts";
import { hostFunction } from "./host.ts";
import { polynomial } from "./polynomial.ts";
import {
  absolute,
  add,
  addBits,
  andBits,
  div,
  greaterThan,
  lessThan,
  mul,
  negate,
  select,
  shiftLeft,
  sub,
  xor,
} from "./vector.ts";

const TWO_OVER_PI = 0.6366197723675814;
// pi/2 = P1 + P2 + P3 + P4; the first three have 33 bits, so that their products with n < 2^20 are exact (fdlibm).
const P1 = 1.5707963267341256;
const P2 = 6.077100506303966e-11;
const P3 = 2.0222662487111665e-21;
const P4 = 8.4784276603689e-32;
const LARGEST = 1.6e6;

const S1 = -0.16666666666666632;
const S = [
  0.00833333333332249, -0.0001984126982985795, 0.0000027557313707070068, -2.5050760253406863e-8,
  1.58969099521155e-10,
];
const C = [
  0.0416666666666666, -0.001388888888887411, 0.00002480158728947673, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
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

/** The reduced angle; vectors with a number beyond LARGEST (or Infinity) are reduced by the host. */
function angleOf(e: Emitter, x: Local): Angle {
  const angle = { quadrant: e.fn.local("v128"), high: e.fn.local("v128"), low: e.fn.local("v128") };
  const assign = (inside: Emitter, from: Angle) => {
    inside.copy(angle.quadrant, from.quadrant);
    inside.copy(angle.high, from.high);
    inside.copy(angle.low, from.low);
  };
  e.if(
    e.op("v128.any_true", greaterThan(e, absolute(e, x), LARGEST)),
    (slow) =>
      assign(slow, {
        quadrant: add(slow, hostFunction(slow, "angleQuadrant", x), ROUNDING),
        high: hostFunction(slow, "angleHigh", x),
        low: hostFunction(slow, "angleLow", x),
      }),
    (fast) => assign(fast, reduce(fast, x)),
  );
  return angle;
}

/** Whether the quadrant is odd, as a mask. */
function oddQuadrant(e: Emitter, quadrant: Local): Local {
  return e.op("i64x2.eq", andBits(e, quadrant, 1n), e.constI64x2(1n));
}

/** sin of the angle plus `shift` quadrants. */
function sinOfTurned(e: Emitter, angle: Angle, shift: 0 | 1): Local {
  const z = mul(e, angle.high, angle.high);
  const quadrant = shift === 0 ? angle.quadrant : addBits(e, angle.quadrant, 1n);
  const value = select(e, oddQuadrant(e, quadrant), cosOfAngle(e, angle, z), sinOfAngle(e, angle, z));
  return xor(e, value, shiftLeft(e, andBits(e, quadrant, 2n), 62));
}

/** Sine of x radians; NaN at the infinities. */
export function sin(e: Emitter, x: Local): Local {
  // Small numbers are their own sine; the reduction would lose the sign of -0.
  return select(e, lessThan(e, absolute(e, x), 2 ** -27), x, sinOfTurned(e, angleOf(e, x), 0));
}

/** Cosine of x radians; NaN at the infinities. */
export function cos(e: Emitter, x: Local): Local {
  return sinOfTurned(e, angleOf(e, x), 1);
}

/** Tangent of x radians; NaN at the infinities. */
export function tan(e: Emitter, x: Local): Local {
  const angle = angleOf(e, x);
  const z = mul(e, angle.high, angle.high);
  const sine = sinOfAngle(e, angle, z);
  const cosine = cosOfAngle(e, angle, z);
  const odd = oddQuadrant(e, angle.quadrant);
  const ratio = div(e, select(e, odd, negate(e, cosine), sine), select(e, odd, sine, cosine));
  return select(e, lessThan(e, absolute(e, x), 2 ** -27), x, ratio);
}

/** pi times the distance of x >= 0 to the nearest integer, ready for the polynomials. */
function angleOfPi(e: Emitter, x: Local): Angle {
  return reduce(e, mul(e, sub(e, x, e.op("f64x2.nearest", x)), Math.PI));
}

/** sin(pi x) for x >= 0, up to its sign; 0 at integers. */
export function sinOfPi(e: Emitter, x: Local): Local {
  return sinOfTurned(e, angleOfPi(e, x), 0);
}

/** cos(pi x) for x >= 0, with the sign of sin(pi x) as sinOfPi gives it. */
export function cosOfPi(e: Emitter, x: Local): Local {
  return sinOfTurned(e, angleOfPi(e, x), 1);
}
