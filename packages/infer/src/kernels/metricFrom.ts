// A metric from its plain data: the way back from a message or a file.
import { diagonalMetric } from "./diagonalMetric.ts";
import type { Metric, MetricData } from "./metric.ts";

export function metricFrom(data: MetricData): Metric {
  return diagonalMetric(data.variances);
}
