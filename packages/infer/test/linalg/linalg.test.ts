// Small dense linear algebra against NumPy's and SciPy's numbers, and against its own definitions on random matrices.
import { keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { cholesky, solveTransposed } from "../../src/linalg/cholesky.ts";
import { geometricMeanWithInverse } from "../../src/linalg/geometricMean.ts";
import { orthonormalRows } from "../../src/linalg/orthonormalRows.ts";
import { symmetricEigen } from "../../src/linalg/symmetricEigen.ts";

const uniform = uniformStream(keyFromSeed(31));

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(tolerance);
}

function randomSymmetric(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = 2 * uniform() - 1;
  return matrix;
}

describe("cholesky", () => {
  // numpy 2.4.6: np.linalg.cholesky([[4, 1, .5], [1, 3, .2], [.5, .2, 2]])
  const matrix = Float64Array.of(4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2);

  it("gives NumPy's factor", () => {
    const expected = [2, 0, 0, 0.5, 1.6583124, 0, 0.25, 0.0452267, 1.39120615];
    expectClose(cholesky(matrix, 3) ?? [], expected, 5e-9);
  });

  it("solves with the factor's transpose", () => {
    const lower = cholesky(matrix, 3) as Float64Array;
    const x = Float64Array.of(3, -1, 2);
    solveTransposed(lower, 3, x);
    const back = [0, 1, 2].map((i) => [0, 1, 2].reduce((sum, j) => sum + lower[j * 3 + i]! * x[j]!, 0));
    expectClose(back, [3, -1, 2], 1e-14);
  });

  it("finds none of a matrix that is not positive definite, or not finite", () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
    expect(cholesky(Float64Array.of(1, NaN, NaN, 1), 2)).toBeUndefined();
  });
});

describe("symmetricEigen", () => {
  it("gives NumPy's eigenvalues", () => {
    // numpy 2.4.6: i = np.arange(6); A = np.cos(np.outer(i + 1, i + 2))
    //   np.linalg.eigvalsh(A + A.T + 6 * np.diag([1, .1, 1, 2, 1, 1]))
    const shift = [6, 0.6, 6, 12, 6, 6];
    const matrix = Float64Array.from({ length: 36 }, (_, at) => {
      const [i, j] = [Math.floor(at / 6), at % 6];
      return Math.cos((i + 1) * (j + 2)) + Math.cos((j + 1) * (i + 2)) + (i === j ? shift[i]! : 0);
    });
    const expected = [1.06532242, 4.41854974, 5.10068271, 6.988173, 8.52834434, 13.59937901];
    expectClose(symmetricEigen(matrix, 6).values.sort(), expected, 5e-9);
  });

  it("gives orthonormal vectors that the matrix only scales", () => {
    for (const n of [1, 2, 3, 10, 40]) {
      const matrix = randomSymmetric(n);
      const before = matrix.slice();
      const { values, vectors } = symmetricEigen(matrix, n);
      expect(matrix).toEqual(before);
      for (let k = 0; k < n; k++) {
        const v = vectors.subarray(k * n, (k + 1) * n);
        const image = [...v.keys()].map((i) => v.reduce((sum, x, j) => sum + matrix[i * n + j]! * x, 0));
        expectClose(
          image,
          v.map((x) => x * values[k]!),
          1e-13 * n,
        );
        for (let l = 0; l < n; l++) {
          const product = v.reduce((sum, x, j) => sum + x * vectors[l * n + j]!, 0);
          expect(product).toBeCloseTo(k === l ? 1 : 0, 12);
        }
      }
    }
  });

  it("copes with equal eigenvalues, zeros and diagonal matrices", () => {
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    const diagonal = Float64Array.of(2, 0, 0, 0, 5, 0, 0, 0, 2);
    expect([...symmetricEigen(diagonal, 3).values].sort()).toEqual([2, 2, 5]);
    const ones = new Float64Array(25).fill(1); // eigenvalue 5 once, 0 four times
    expectClose(symmetricEigen(ones, 5).values.sort(), [0, 0, 0, 0, 5], 1e-14);
  });

  it("refuses what is not a number", () => {
    expect(() => symmetricEigen(new Float64Array(9).fill(NaN), 3)).toThrow("no convergence");
  });
});

describe("geometricMeanWithInverse", () => {
  it("gives SciPy's mean", () => {
    // scipy: r = sqrtm(inv(b)); r @ sqrtm(inv(r) @ a @ inv(r)) @ r, a and b as below
    const a = Float64Array.of(4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2);
    const b = Float64Array.of(2, 0.3, 0, 0.3, 1, 0.4, 0, 0.4, 5);
    const expected = [
      1.3985663, 0.05279487, 0.08635698, 0.05279487, 1.73342386, -0.06004841, 0.08635698, -0.06004841,
      0.63483655,
    ];
    expectClose(geometricMeanWithInverse(a, b, 3), expected, 5e-9);
  });

  it("is the covariance itself when the other matrix is its inverse, times any factors", () => {
    const a = Float64Array.of(4, 0, 0, 0.25);
    const b = Float64Array.of(0.25 * 9, 0, 0, 4 * 9);
    expectClose(
      geometricMeanWithInverse(
        a.map((x) => 9 * x),
        b,
        2,
      ),
      a,
      1e-13,
    );
  });
});

describe("orthonormalRows", () => {
  it("spans the rows, orthonormally, and leaves out what they repeat", () => {
    const rows = [0, 1, 2].map(() => Float64Array.from({ length: 6 }, () => 2 * uniform() - 1));
    const repeated = Float64Array.from(rows[0]!, (x, i) => 2 * x - 3 * rows[1]![i]!);
    const basis = orthonormalRows([rows[0]!, rows[1]!, repeated, new Float64Array(6), rows[2]!]);
    expect(basis).toHaveLength(3);
    const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, entry, i) => sum + entry * y[i]!, 0);
    basis.forEach((x, i) => {
      basis.forEach((y, j) => {
        expect(dot(x, y)).toBeCloseTo(i === j ? 1 : 0, 14);
      });
    });
    for (const row of [...rows, repeated]) {
      const inside = basis.reduce((sum, b) => sum + dot(b, row) ** 2, 0);
      expect(inside / dot(row, row)).toBeCloseTo(1, 13);
    }
  });
});
