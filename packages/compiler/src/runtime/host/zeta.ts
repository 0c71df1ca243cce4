// The Hurwitz zeta function on single numbers: the sum of (q + k)^-s over k = 0, 1, ... The polygamma functions are its
// multiples at whole s. Not Riemann's continuation: s > 1 only.
import pow from "@stdlib/math-base-special-pow";

/** B_2j / (2j)! for j = 1, 2, ... (Abramowitz and Stegun 23.1.3). */
const BERNOULLI = [
  1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600,
  -3617 / 10670622842880000, 43867 / 5109094217170944000, -174611 / 802857662698291200000,
]; // biome-ignore format: a table
const EPSILON = 2 ** -53;

/**
 * zeta(s, q) for s > 1 and q > 0, relative error about 1e-15; Infinity at q = 0 and s = 1, NaN elsewhere.
 * Terms are added one by one until q + k is large, the rest by the Euler-Maclaurin formula (23.1.30).
 */
export function zeta(s: number, q: number): number {
  if (!(s >= 1 && q >= 0)) return Number.NaN;
  if (s === 1 || q === 0) return Number.POSITIVE_INFINITY;
  if (q === Number.POSITIVE_INFINITY || s === Number.POSITIVE_INFINITY) return q > 1 ? 0 : pow(q, -s);
  let sum = 0;
  let w = q;
  for (; w < 10 + s; w += 1) {
    const term = pow(w, -s);
    sum += term;
    if (term <= EPSILON * EPSILON * sum) return sum;
  }
  const main = pow(w, 1 - s);
  return sum + main * (1 / (s - 1) + (0.5 + correction(s, w)) / w);
}

/** The terms with Bernoulli numbers, over w^-s. */
function correction(s: number, w: number): number {
  let factor = s / w;
  let total = 0;
  for (let j = 0; j < BERNOULLI.length; j++) {
    const term = factor * BERNOULLI[j]!;
    total += term;
    if (Math.abs(term) < EPSILON * 0.1) break;
    factor *= ((s + 2 * j + 1) * (s + 2 * j + 2)) / (w * w);
  }
  return total;
}
