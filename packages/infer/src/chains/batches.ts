// Densities at many positions at once, made from others: one position after the other, or always equally many.
import type { BatchedLogDensity, LogDensity } from "../logDensity.ts";

/** One position after the other, in this thread. */
export function oneByOne(density: LogDensity): BatchedLogDensity {
  const { dimension } = density;
  return {
    dimension,
    async evaluate(positions) {
      const count = positions.length / Math.max(dimension, 1);
      const logDensity = new Float64Array(count);
      const gradient = new Float64Array(positions.length);
      for (let i = 0; i < count; i++) {
        const [from, to] = [i * dimension, (i + 1) * dimension];
        logDensity[i] = density.evaluate(positions.subarray(from, to), gradient.subarray(from, to));
      }
      return { logDensity, gradient };
    },
  };
}

/** For a density that is made anew for each number of positions: fewer than `count` are filled up with copies of the first. */
export function filledUp(density: BatchedLogDensity, count: number): BatchedLogDensity {
  const { dimension } = density;
  const all = new Float64Array(count * dimension);
  return {
    dimension,
    evaluate(positions) {
      all.set(positions);
      for (let at = positions.length; at < all.length; at += dimension) all.copyWithin(at, 0, dimension);
      return density.evaluate(all);
    },
  };
}
