// The assignment problem against SciPy 1.17.1: scipy.optimize.linear_sum_assignment(costs).
import { describe, expect, it } from "vitest";
import { minimumCostAssignment } from "../../src/relabel/assignment.ts";

const cases = [
  { size: 1, costs: [-2.41], columns: [0], total: -2.41 },
  { size: 2, costs: [-3.97, -0.75, 1.26, 3.41], columns: [0, 1], total: -0.56 },
  {
    size: 7,
    costs: [
      1.66, -0.19, -1.77, 1.23, 2.49, -4.93, -0.77, -2.94, -0.52, -3.87, 0.06, -0.11, -0.91, -3.14, -1.19, -3.27, -4.07,
      0.67, -3.33, 3.51, 2.15, -5.99, 0.82, -3.31, 0.1, 0.13, -5.97, -0.7, -0.77, 2.89, -3.54, 2.21, -3.3, -0.99, -2.52,
      4.35, 1.7, 7.3, 1.93, 2.53, 2.52, -1.82, -0.21, 4.05, -1.19, 0.57, -0.06, 1.83, -1.09,
    ],
    columns: [5, 2, 1, 0, 4, 6, 3],
    total: -22.61,
  },
  // With ties: SciPy took columns 1, 3, 2, 0, and others cost as little.
  { size: 4, costs: [0, -2, -2, 2, 5, 1, -4, -3, 5, 1, -5, 0, -3, -2, -1, -2], columns: undefined, total: -13 },
]; // biome-ignore format: matrices

function totalOf(costs: ArrayLike<number>, size: number, columns: Int32Array): number {
  return columns.reduce((sum, column, row) => sum + (costs[row * size + column] as number), 0);
}

describe("minimumCostAssignment", () => {
  it.each(cases)("equals SciPy's on $size rows", ({ size, costs, columns, total }) => {
    const found = minimumCostAssignment(Float64Array.from(costs), size);
    if (columns) expect([...found]).toEqual(columns);
    expect(new Set(found).size).toBe(size);
    expect(totalOf(costs, size, found)).toBeCloseTo(total, 12);
  });

  it("equals SciPy's least total on 40 rows", () => {
    const size = 40;
    const costs = Float64Array.from({ length: size * size }, (_, index) => {
      const [i, j] = [Math.floor(index / size), index % size];
      return ((i * 7919 + j * 104729) % 1009) / 1009;
    });
    // sum of costs[linear_sum_assignment(costs)]
    expect(totalOf(costs, size, minimumCostAssignment(costs, size))).toBeCloseTo(0.7046580773042616, 12);
  });
});
