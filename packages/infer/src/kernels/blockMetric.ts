// A metric with dense blocks of coordinates on its diagonal, or one dense matrix. Not an estimator.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import { cholesky, solveTransposed } from "../linalg/cholesky.ts";
import { matrixMetric } from "./matrixMetric.ts";
import type { Metric } from "./metric.ts";
import type { Block, BlocksData, DenseData } from "./metricData.ts";

/** @throws UsageError for a matrix that is not positive definite. */
export function denseMetric(data: DenseData): Metric {
  const n = Math.sqrt(data.covariance.length);
  const indices = Int32Array.from({ length: n }, (_, i) => i);
  return fromBlocks(data, new Float64Array(n), [{ indices, covariance: data.covariance }]);
}

/** @throws UsageError for a block that is not positive definite. */
export function blockMetric(data: BlocksData): Metric {
  return fromBlocks(data, data.variances, data.blocks);
}

function fromBlocks(data: Metric["data"], outside: Float64Array, blocks: readonly Block[]): Metric {
  const variances = outside.slice();
  for (const { indices, covariance } of blocks)
    indices.forEach((at, i) => {
      variances[at] = covariance[i * indices.length + i]!;
    });
  const inBlock = new Set(blocks.flatMap(({ indices }) => [...indices]));
  const single = Int32Array.from([...variances.keys()].filter((i) => !inBlock.has(i)));
  const factored = blocks.map((block) => ({
    ...block,
    lower: factor(block),
    gathered: new Float64Array(block.indices.length),
  }));
  return matrixMetric({
    data,
    variances,
    multiply(memory, from, to) {
      for (const i of single) memory[to + i] = variances[i]! * memory[from + i]!;
      for (const block of factored) multiplyBlock(block, memory, from, to);
    },
    colour(normals) {
      for (const i of single) normals[i] = normals[i]! / Math.sqrt(variances[i]!);
      for (const { indices, lower } of factored) {
        // With covariance L L', L'^-1 z has covariance L'^-1 L^-1 = M.
        const part = Float64Array.from(indices, (at) => normals[at]!);
        solveTransposed(lower, part.length, part);
        indices.forEach((at, i) => {
          normals[at] = part[i]!;
        });
      }
    },
  });
}

/** The momenta are gathered first: a product along contiguous memory takes half the time. */
function multiplyBlock(
  { indices, covariance, gathered }: Block & { readonly gathered: Float64Array },
  memory: Float64Array,
  from: number,
  to: number,
): void {
  const size = indices.length;
  for (let i = 0; i < size; i++) gathered[i] = memory[from + indices[i]!]!;
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let [even, odd] = [0, 0]; // two sums do not wait for each other
    let j = 0;
    for (; j + 1 < size; j += 2) {
      even += covariance[row + j]! * gathered[j]!;
      odd += covariance[row + j + 1]! * gathered[j + 1]!;
    }
    if (j < size) even += covariance[row + j]! * gathered[j]!;
    memory[to + indices[i]!] = even + odd;
  }
}

function factor({ indices, covariance }: Block): Float64Array {
  const lower = cholesky(covariance, indices.length);
  if (lower) return lower;
  throw new UsageError(
    "inverseMassMatrix: the matrix must be symmetric and positive definite, and it is not.",
  );
}
