// A metric from its plain data: the way back from a message or a file.
import { blockMetric, denseMetric } from "./blockMetric.ts";
import { diagonalMetric } from "./diagonalMetric.ts";
import { lowRankMetric } from "./lowRankMetric.ts";
import type { Metric } from "./metric.ts";
import type { MetricData } from "./metricData.ts";

/** @throws UsageError for a covariance that is not positive definite. */
export function metricFrom(data: MetricData): Metric {
  switch (data.kind) {
    case "diagonal":
      return diagonalMetric(data.variances);
    case "dense":
      return denseMetric(data);
    case "blocks":
      return blockMetric(data);
    case "lowRank":
      return lowRankMetric(data);
  }
}
