// Stan's diagonal metric: the shrunk sample variances of the draws of a window.
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { MetricEstimator } from "./metricEstimator.ts";
import { shrunkVariance, startWelford, updateWelford } from "./welford.ts";

export function welfordEstimator(dimension: number): MetricEstimator {
  let sums = startWelford(dimension);
  return {
    add: (state) => updateWelford(sums, state.position),
    estimate: () => diagonalMetric(shrunkVariance(sums)),
    restart: () => {
      sums = startWelford(dimension);
    },
  };
}
