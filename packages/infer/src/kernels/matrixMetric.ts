// A metric of any structure, from the ways to multiply by M^-1 and to draw a momentum.
import type { Metric } from "./metric.ts";

export interface MatrixParts {
  readonly data: Metric["data"];
  readonly variances: Float64Array;
  readonly colour: (normals: Float64Array) => void;
  /** Writes M^-1 times the vector at offset `from` to offset `to`. */
  readonly multiply: (memory: Float64Array, from: number, to: number) => void;
}

/** Slower than a metric of its own by what a second pass over the vectors takes. */
export function matrixMetric({ data, variances, colour, multiply }: MatrixParts): Metric {
  const n = variances.length;
  return {
    data,
    variances,
    colour,
    kickAndDrift(memory, time, from, to) {
      const [momentum, gradient, kicked, velocity] = [from + n, from + 3 * n, to + n, to + 2 * n];
      for (let i = 0; i < n; i++)
        memory[kicked + i] = memory[momentum + i]! + 0.5 * time * memory[gradient + i]!;
      multiply(memory, kicked, velocity); // the point's own velocity follows in kickAndMeasure
      for (let i = 0; i < n; i++) memory[to + i] = memory[from + i]! + time * memory[velocity + i]!;
    },
    kickAndMeasure(memory, kick, at) {
      const [momentum, velocity, gradient] = [at + n, at + 2 * n, at + 3 * n];
      for (let i = 0; i < n; i++) memory[momentum + i] = memory[momentum + i]! + kick * memory[gradient + i]!;
      multiply(memory, momentum, velocity);
      let twice = 0;
      for (let i = 0; i < n; i++) twice += memory[momentum + i]! * memory[velocity + i]!;
      return 0.5 * twice;
    },
  };
}
