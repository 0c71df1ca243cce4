// A density that workers can import: independent Gaussians, which can be told to throw at a position.
import type { LogDensity } from "../../src/logDensity.ts";
import { gaussian } from "../densities.ts";

export function makeDensity({ sds, throwAt }: { sds: number[]; throwAt?: number }): LogDensity {
  const density = gaussian(sds);
  return {
    dimension: density.dimension,
    evaluate(position, gradient) {
      if (position[0] === throwAt) throw new RangeError(`the density broke at ${position[0]}`);
      return density.evaluate(position, gradient);
    },
  };
}
