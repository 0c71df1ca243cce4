// Cholesky factors and triangular solves in models: values and gradients.
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { valuesOf } from "../../src/capture/inputs.ts";
import { cholesky, triangularSolve } from "../../src/special/linalg.ts";
import "../../src/chained/chainedMethods.ts";

const matrix = [[4, 2, 0.6], [2, 5, 1], [0.6, 1, 3]]; // biome-ignore format: a matrix

describe("cholesky", () => {
  it("gives the lower factor, whose product with its transpose is the matrix", () => {
    const lower = cholesky(matrix);
    const product = capturing(() => lower.matMul(lower, false, true));
    for (const [i, x] of valuesOf(product).entries()) expect(x).toBeCloseTo(matrix.flat()[i] as number, 14);
    expect([1, 2, 5].map((i) => valuesOf(lower)[i])).toEqual([0, 0, 0]);
  });

  it("factors each matrix of a batch, and gives NaN where one is not positive definite", () => {
    const batch = valuesOf(cholesky([[[4, 0], [0, 9]], [[1, 2], [2, 1]]])); // biome-ignore format: matrices
    expect(Array.from(batch.slice(0, 4))).toEqual([2, 0, 0, 3]);
    expect(batch[7]).toBeNaN();
  });

  it("refuses what is not square", () => {
    expect(() => cholesky([[1, 2, 3]])).toThrow(
      "cholesky: expected square matrices [..., n, n], but the shape is [1, 3].",
    );
  });
});

describe("triangularSolve", () => {
  const lower = [[2, 0], [1, 3]]; // biome-ignore format: a matrix

  it("solves with the lower triangle, or with its transpose", () => {
    expect(Array.from(valuesOf(triangularSolve(lower, [[4], [8]])))).toEqual([2, 2]);
    expect(Array.from(valuesOf(triangularSolve(lower, [[6], [6]], { transpose: true })))).toEqual([2, 2]);
  });

  it("broadcasts over batches", () => {
    const b = asTensor([[[4], [8]], [[2], [4]]]); // biome-ignore format: matrices
    expect(triangularSolve(lower, b).shape).toEqual([2, 2, 1]);
    expect(Array.from(valuesOf(triangularSolve(lower, b)))).toEqual([2, 2, 1, 1]);
  });

  it("says which right-hand side a matrix needs", () => {
    expect(() => triangularSolve(lower, [1, 2])).toThrow(
      "needs a right-hand side [..., 2, m], but its shape is [2].",
    );
  });
});
