// The metric that the option `inverseMassMatrix` asks for, whichever of its forms it has.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { Metric } from "../kernels/metric.ts";
import type { MetricData } from "../kernels/metricData.ts";
import { metricFrom } from "../kernels/metricFrom.ts";
import type { SamplerSettings } from "../samplerSettings.ts";

/** @throws UsageError unless it fits the dimension and is positive definite. */
export function givenMetric(
  { inverseMassMatrix: given }: Pick<SamplerSettings, "inverseMassMatrix">,
  dimension: number,
): Metric | undefined {
  if (given === undefined) return undefined;
  const metric = metricFrom(given instanceof Float64Array ? dataOf(given, dimension) : given);
  const wrong = metric.variances.findIndex((variance) => !(variance > 0 && variance < Infinity));
  if (metric.variances.length !== dimension) throw new UsageError(misfit(dimension, metric.variances.length));
  if (wrong < 0) return metric;
  throw new UsageError(
    `inverseMassMatrix must have positive numbers on its diagonal, not ${metric.variances[wrong]} for coordinate ${wrong}.`,
  );
}

function dataOf(entries: Float64Array, dimension: number): MetricData {
  if (entries.length === dimension) return { kind: "diagonal", variances: entries };
  if (entries.length !== dimension * dimension) throw new UsageError(misfit(dimension, entries.length));
  const asymmetric = entries.findIndex(
    (entry, at) => entry !== entries[(at % dimension) * dimension + Math.floor(at / dimension)],
  );
  if (asymmetric < 0) return { kind: "dense", covariance: entries };
  throw new UsageError(
    `inverseMassMatrix must be symmetric, but its entries [${Math.floor(asymmetric / dimension)}, ${asymmetric % dimension}] ` +
      "and its mirror image differ.",
  );
}

function misfit(dimension: number, length: number): string {
  return `inverseMassMatrix must have one number per unconstrained dimension, ${dimension}, or a row-major matrix of as many rows and columns, not ${length} numbers.`;
}
