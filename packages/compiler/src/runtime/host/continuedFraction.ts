// Continued fractions with their derivative along one direction, by the modified method of Lentz (Thompson and Barnett 1986,
// J. Comput. Phys. 64) on dual numbers.

/** The n-th partial numerator and denominator, and their derivatives, written to `out` in this order: a, da, b, db. */
export type Term = (n: number, out: Float64Array) => void;

export interface Fraction {
  /** b0 + a1 / (b1 + a2 / (b2 + ...)) */
  readonly value: number;
  /** The derivative of its logarithm. */
  readonly slope: number;
}

const EPSILON = 2 ** -53;
const TINY = 1e-290;
/** Far more than any argument that the callers pass on needs. */
const LONGEST = 5_000_000;

/** Term 0 gives b0 alone. */
export function continuedFraction(term: Term): Fraction {
  const out = new Float64Array(4);
  term(0, out);
  let value = out[2]! || TINY;
  let slope = out[3]! / value;
  let [c, dc, d, dd] = [value, out[3]!, 0, 0];
  for (let n = 1; n < LONGEST; n++) {
    term(n, out);
    const [a, da, b, db] = out as unknown as [number, number, number, number];
    dc = db + da / c - (a * dc) / (c * c);
    c = b + a / c || TINY;
    dd = db + da * d + a * dd;
    const lower = b + a * d || TINY;
    d = 1 / lower;
    dd = -dd * d * d;
    const [factor, step] = [c * d, dc / c + dd * lower];
    value *= factor;
    slope += step;
    // Derivatives settle a little later than the value.
    if (Math.abs(factor - 1) <= EPSILON && Math.abs(step) <= EPSILON * (1 + Math.abs(slope))) break;
  }
  return { value, slope };
}
