// The standard normal quantile function (inverse CDF), with deterministic arithmetic; for draws, not for gradients.
import { log } from "../runtime/elementary.ts";

/**
 * Phi^-1(probability), relative error about 1e-16 (M. J. Wichura, "Algorithm AS 241: the percentage points of the
 * normal distribution", Applied Statistics 37, 1988, PPND16). -Infinity at 0, Infinity at 1, NaN outside [0, 1].
 */
export function standardNormalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) return q * central(0.180625 - q * q);
  const tail = q < 0 ? probability : 1 - probability;
  if (!(tail > 0)) return tail === 0 ? q * Infinity : NaN;
  const r = Math.sqrt(-log(tail));
  const z = r <= 5 ? near(r - 1.6) : far(r - 5);
  return q < 0 ? -z : z;
}

/** The quantile over q for |q| <= 0.425, in r = 0.425^2 - q^2. */
const central = (r: number): number =>
  horner(
    r,
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227,
  ) /
  horner(
    r,
    1,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854,
  );

/** The quantile for tails down to e^-25, in r = sqrt(-log tail) - 1.6. */
const near = (r: number): number =>
  horner(
    r,
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414,
  ) /
  horner(
    r,
    1,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-9,
  );

/** The quantile for tails below e^-25, in r = sqrt(-log tail) - 5. */
const far = (r: number): number =>
  horner(
    r,
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876e-5,
    2.0103343992922881e-7,
  ) /
  horner(
    r,
    1,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-5,
    1.421511758316446e-7,
    2.0442631033899397e-15,
  );

/** a + b r + c r^2 + ... + h r^7. */
function horner(
  r: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
) {
  return a + r * (b + r * (c + r * (d + r * (e + r * (f + r * (g + r * h))))));
}
