// Scalar exp and log in plain float64 arithmetic, under 1 ulp, with the same bits on every JavaScript engine
// (Math.exp and Math.log promise neither). Not for loops over data: the Wasm target has its own.

// ln 2 in two parts; the high one has 21 bits, so that k * LN2_HIGH is exact for every binary exponent k.
const LN2_HIGH = 0.6931467056274414;
const LN2_LOW = 4.7493250390316726e-7;

const EXP_OVERFLOW = 709.782712893384; // the largest double whose exp is finite
const EXP_UNDERFLOW = -745.1332191019412; // below it, exp rounds to 0
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;
const TWO_MINUS_1000 = 9.332636185032189e-302;
const SQRT_HALF_HIGH_WORD = 0x3fe6a09e;

// 2 B_2n / (2n)! for n = 1..6: r (e^r + 1) / (e^r - 1) = 2 + sum of these times r^2n, to 1e-17 for |r| <= ln2 / 2.
const E1 = 1 / 6;
const E2 = -1 / 360;
const E3 = 1 / 15120;
const E4 = -1 / 604800;
const E5 = 1 / 23950080;
const E6 = -691 / 653837184000;

// (2 atanh(s) / s - 2) / s^2 as a polynomial in z = s^2 <= 0.02944; mpmath 1.4.1, 40 digits:
// chebyfit(lambda z: (2*atanh(sqrt(z))/sqrt(z) - 2)/z, [1e-30, 0.02944], 7), error 3.1e-16.
const L1 = 0.666666666666667;
const L2 = 0.3999999999989945;
const L3 = 0.28571428626001427;
const L4 = 0.22222211130560726;
const L5 = 0.18182889433757515;
const L6 = 0.15331711346672997;
const L7 = 0.14616576421644387;

// One double and its two halves, to read and write exponents; each use fills it anew.
const float = new Float64Array([1]);
const words = new Int32Array(float.buffer);
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/**
 * e to the power x, error below 1 ulp; Infinity above 709.78, 0 below -745.13, NaN for NaN.
 * With x = k ln2 + r: exp(x) = 2^k (1 + 2 r / (R(r) - r)), arranged to keep the low part of r (fdlibm's e_exp.c).
 */
export function exp(x: number): number {
  if (!(x <= EXP_OVERFLOW)) return x > 0 ? Infinity : NaN;
  if (x < EXP_UNDERFLOW) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const s = r * r;
  const c = r - s * (E1 + s * (E2 + s * (E3 + s * (E4 + s * (E5 + s * E6)))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k < -1021) return y * powerOfTwo(k + 1000) * TWO_MINUS_1000;
  return k > 1023 ? y * 2 * powerOfTwo(k - 1) : y * powerOfTwo(k);
}

/** 2^k for a normal result, -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[LOW] = 0;
  return float[0]!;
}

/**
 * The natural logarithm of x, error below 1 ulp; -Infinity at 0, NaN below 0 and for NaN.
 * With x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), s = f / (2 + f): log(1 + f) = 2 atanh(s), arranged so that f
 * itself is added last (fdlibm's e_log.c).
 */
export function log(x: number): number {
  if (!(x < Infinity)) return x;
  if (x < SMALLEST_NORMAL) {
    if (!(x > 0)) return x === 0 ? -Infinity : NaN;
    return logScaled(x * TWO_54, -54);
  }
  return logScaled(x, 0);
}

/** log(x) + exponent ln2 for a normal x. */
function logScaled(x: number, exponent: number): number {
  float[0] = x;
  const high = words[HIGH]! + (0x3ff00000 - SQRT_HALF_HIGH_WORD);
  const k = (high >> 20) - 1023 + exponent;
  words[HIGH] = (high & 0xfffff) + SQRT_HALF_HIGH_WORD;
  const f = float[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const even = w * (L2 + w * (L4 + w * L6));
  const half = 0.5 * f * f;
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}
