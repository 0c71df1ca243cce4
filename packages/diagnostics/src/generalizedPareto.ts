// The generalized Pareto distribution of exceedances over 0: its fit and its quantiles. No weights here: psis.ts.

import exp from "@stdlib/math-base-special-exp";
import expm1 from "@stdlib/math-base-special-expm1";
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";

export interface GeneralizedPareto {
  /** The shape: moments of order 1 / k and above are infinite. */
  readonly k: number;
  /** In the unit of the exceedances. */
  readonly scale: number;
}

/**
 * Fits by the approximate posterior mean of Zhang and Stephens (2009, Technometrics 51), and draws the shape towards 1/2
 * with the weight of 10 exceedances (Vehtari et al. 2024, JMLR 25(72), appendix G).
 *
 * @param ascending the exceedances, all above 0, smallest first; at least 5
 */
export function fitGeneralizedPareto(ascending: Float64Array): GeneralizedPareto {
  const n = ascending.length;
  const points = candidates(ascending);
  const shapes = points.map((b) => meanLog1p(ascending, -b));
  const profile = points.map((b, i) => n * (log(-b / shapes[i]!) - shapes[i]! - 1));
  const weights = profile.map((own) => 1 / profile.reduce((sum, other) => sum + exp(other - own), 0));
  let total = 0;
  let theta = 0;
  weights.forEach((weight, i) => {
    if (!(weight >= NEGLIGIBLE)) return;
    total += weight;
    theta += weight * points[i]!;
  });
  theta /= total;
  const k = meanLog1p(ascending, -theta);
  return { k: (n * k + PRIOR_COUNT * 0.5) / (n + PRIOR_COUNT), scale: -k / theta };
}

/** The quantile at probability `p`, strictly between 0 and 1. */
export function generalizedParetoQuantile(p: number, { k, scale }: GeneralizedPareto): number {
  const tail = -log1p(-p);
  return scale * (Math.abs(k) < Number.EPSILON ? tail : expm1(k * tail) / k);
}

const PRIOR_COUNT = 10;
const NEGLIGIBLE = 10 * Number.EPSILON;

/** The values of theta = -k / scale at which the profile likelihood is averaged: their equation for theta_j. */
function candidates(ascending: Float64Array): number[] {
  const n = ascending.length;
  const count = 30 + Math.floor(Math.sqrt(n));
  const quartile = ascending[Math.floor(n / 4 + 0.5) - 1]!;
  const largest = ascending[n - 1]!;
  return Array.from(
    { length: count },
    (_, j) => 1 / largest + (1 - Math.sqrt(count / (j + 0.5))) / (3 * quartile),
  );
}

function meanLog1p(values: Float64Array, factor: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += log1p(factor * values[i]!);
  return sum / values.length;
}
