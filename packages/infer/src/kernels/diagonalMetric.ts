// A diagonal metric. Not an estimator: adaptation/ finds the variances.
import type { Metric } from "./metric.ts";
import type { DiagonalData } from "./metricData.ts";

/** The metric with M^-1 = diag(variances), positive numbers that approximate the posterior variances. */
export function diagonalMetric(variances: Float64Array): Metric {
  return new DiagonalMetric(variances);
}

class DiagonalMetric implements Metric {
  readonly variances: Float64Array;

  constructor(variances: Float64Array) {
    this.variances = variances;
  }

  get data(): DiagonalData {
    return { kind: "diagonal", variances: this.variances };
  }

  colour(normals: Float64Array): void {
    const variance = this.variances;
    for (let i = 0; i < normals.length; i++) normals[i] = normals[i]! / Math.sqrt(variance[i]!);
  }

  kickAndDrift(memory: Float64Array, time: number, from: number, to: number): void {
    const variance = this.variances;
    const n = variance.length;
    const momentum = from + n;
    const gradient = from + 3 * n;
    const kicked = to + n;
    const half = 0.5 * time;
    for (let i = 0; i < n; i++) {
      const p = memory[momentum + i]! + half * memory[gradient + i]!;
      memory[kicked + i] = p;
      memory[to + i] = memory[from + i]! + time * (variance[i]! * p);
    }
  }

  kickAndMeasure(memory: Float64Array, kick: number, at: number): number {
    const variance = this.variances;
    const n = variance.length;
    const momentum = at + n;
    const velocity = at + 2 * n;
    const gradient = at + 3 * n;
    let twice = 0;
    for (let i = 0; i < n; i++) {
      const p = memory[momentum + i]! + kick * memory[gradient + i]!;
      const v = variance[i]! * p;
      memory[momentum + i] = p;
      memory[velocity + i] = v;
      twice += v * p;
    }
    return 0.5 * twice;
  }
}
