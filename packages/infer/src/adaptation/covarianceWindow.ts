// Running means, variances and, for blocks of coordinates, covariances over one window of draws (Welford 1962), and
// Stan's regularized estimates from them.
import type { Block } from "../kernels/metricData.ts";
import { shrunkVariance, startWelford, updateWelford, type Welford } from "./welford.ts";

/** Sums over the draws of one window; updated in place, plain data. */
export interface CovarianceWindow {
  readonly diagonal: Welford;
  readonly blocks: readonly BlockSums[];
}

interface BlockSums {
  readonly indices: Int32Array;
  /** Sums of products of deviations from the means. */
  readonly products: Float64Array;
}

export function startCovariances(dimension: number, blocks: readonly Int32Array[]): CovarianceWindow {
  return {
    diagonal: startWelford(dimension),
    blocks: blocks.map((indices) => ({
      indices,
      products: new Float64Array(indices.length * indices.length),
    })),
  };
}

/** Adds one draw. */
export function updateCovariances({ diagonal, blocks }: CovarianceWindow, draw: Float64Array): void {
  const before = blocks.map(({ indices }) =>
    Float64Array.from(indices, (at) => draw[at]! - diagonal.mean[at]!),
  );
  updateWelford(diagonal, draw);
  blocks.forEach(({ indices, products }, b) => {
    const size = indices.length;
    const delta = before[b]!;
    for (let i = 0; i < size; i++) {
      const after = draw[indices[i]!]! - diagonal.mean[indices[i]!]!;
      for (let j = 0; j < size; j++) products[i * size + j] = products[i * size + j]! + after * delta[j]!;
    }
  });
}

/** Stan's estimates: shrunk towards 1e-3 times the identity as five draws would (covar_adaptation.hpp). */
export function shrunkCovariances({ diagonal, blocks }: CovarianceWindow): {
  readonly variances: Float64Array;
  readonly blocks: readonly Block[];
} {
  const n = diagonal.count;
  const share = n / (n + 5) / Math.max(n - 1, 1);
  const estimated = blocks.map(({ indices, products }) => {
    const size = indices.length;
    // Symmetric but for rounding: the two halves are averaged.
    const covariance = products.map((_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return 0.5 * share * (products[at]! + products[j * size + i]!) + (i === j ? 1e-3 * (5 / (n + 5)) : 0);
    });
    return { indices, covariance };
  });
  return { variances: shrunkVariance(diagonal), blocks: estimated };
}
