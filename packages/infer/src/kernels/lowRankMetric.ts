// A diagonal metric with a few directions stretched or shrunk. Not an estimator: adaptation/lowRankFisher.ts finds them.
import { matrixMetric } from "./matrixMetric.ts";
import type { Metric } from "./metric.ts";
import type { LowRankData } from "./metricData.ts";

/** Costs 4 n k multiplications per product, for k directions in dimension n. */
export function lowRankMetric(data: LowRankData): Metric {
  const { scales, vectors, values } = data;
  const n = scales.length;
  const stretched = vectors.map((entry, at) => entry * scales[at % n]!);
  const shrunk = vectors.map((entry, at) => entry / scales[at % n]!);
  const squares = scales.map((scale) => scale * scale);
  const excess = values.map((value) => value - 1);
  const excessRoot = values.map((value) => 1 / Math.sqrt(value) - 1);
  const variances = squares.map((square, i) =>
    values.reduce((sum, _, k) => sum + excess[k]! * stretched[k * n + i]! * stretched[k * n + i]!, square),
  );
  return matrixMetric({
    data,
    variances,
    multiply(memory, from, to) {
      for (let i = 0; i < n; i++) memory[to + i] = squares[i]! * memory[from + i]!;
      for (let k = 0; k < excess.length; k++) {
        const row = k * n;
        let product = 0;
        for (let i = 0; i < n; i++) product += stretched[row + i]! * memory[from + i]!;
        product *= excess[k]!;
        for (let i = 0; i < n; i++) memory[to + i] = memory[to + i]! + product * stretched[row + i]!;
      }
    },
    colour(normals) {
      // M^1/2 z = D^-1 (I + U' (values^-1/2 - I) U) z
      const drawn = normals.slice();
      for (let i = 0; i < n; i++) normals[i] = drawn[i]! / scales[i]!;
      for (let k = 0; k < excessRoot.length; k++) {
        const row = k * n;
        let product = 0;
        for (let i = 0; i < n; i++) product += vectors[row + i]! * drawn[i]!;
        product *= excessRoot[k]!;
        for (let i = 0; i < n; i++) normals[i] = normals[i]! + product * shrunk[row + i]!;
      }
    },
  });
}
