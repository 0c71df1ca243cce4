// Every kind of metric against M^-1 written out as a matrix: its kicks and drifts, its energy, its momentum draws.
import { fillStandardNormals, foldIn, keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import type { MetricData } from "../../src/kernels/metricData.ts";
import { metricFrom } from "../../src/kernels/metricFrom.ts";

const N = 4;
const uniform = uniformStream(keyFromSeed(21));

type Matrix = readonly (readonly number[])[];

const covariance = [
  [2, 0.6, -0.3, 0.1],
  [0.6, 1, 0.2, 0],
  [-0.3, 0.2, 0.5, 0.05],
  [0.1, 0, 0.05, 0.8],
];
/** An orthonormal pair. */
const U = [
  [0.6, 0.8, 0, 0],
  [0, 0, 0.28, -0.96],
];
const scales = [0.5, 2, 1, 3];
const stretch = [9, 0.2];

const cases: readonly [MetricData, Matrix][] = [
  [
    { kind: "diagonal", variances: Float64Array.of(0.5, 2, 1, 30) },
    [0.5, 2, 1, 30].map((variance, i) => [0, 1, 2, 3].map((j) => (i === j ? variance : 0))),
  ],
  [{ kind: "dense", covariance: Float64Array.from(covariance.flat()) }, covariance],
  [
    {
      kind: "blocks",
      variances: Float64Array.of(NaN, 7, NaN, 3),
      blocks: [{ indices: Int32Array.of(0, 2), covariance: Float64Array.of(2, -0.3, -0.3, 0.5) }],
    },
    [
      [2, 0, -0.3, 0],
      [0, 7, 0, 0],
      [-0.3, 0, 0.5, 0],
      [0, 0, 0, 3],
    ],
  ],
  [
    {
      kind: "lowRank",
      scales: Float64Array.from(scales),
      vectors: Float64Array.from(U.flat()),
      values: Float64Array.from(stretch),
    },
    scales.map((di, i) =>
      scales.map((dj, j) => {
        const excess = U.reduce((sum, u, k) => sum + (stretch[k]! - 1) * u[i]! * u[j]!, 0);
        return di * dj * ((i === j ? 1 : 0) + excess);
      }),
    ),
  ],
];

const times = (matrix: Matrix, vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * vector[j]!, 0));

/** Two points with random numbers. */
const points = () => Float64Array.from({ length: 8 * N }, () => 2 * uniform() - 1);

describe.each(cases)("the metric %j", (data, matrix) => {
  const metric = metricFrom(data);

  it("kicks and drifts as its matrix says", () => {
    for (const time of [0.3, -0.7]) {
      const memory = points();
      const before = [...memory];
      metric.kickAndDrift(memory, time, 0, 4 * N);
      const kicked = before.slice(N, 2 * N).map((p, i) => p + 0.5 * time * before[3 * N + i]!);
      const moved = times(matrix, kicked).map((v, i) => before[i]! + time * v);
      for (let i = 0; i < N; i++) {
        expect(memory[5 * N + i]).toBeCloseTo(kicked[i]!, 14);
        expect(memory[4 * N + i]).toBeCloseTo(moved[i]!, 13);
      }
      expect([...memory.slice(0, 4 * N)]).toEqual(before.slice(0, 4 * N));
    }
  });

  it("kicks, and measures velocity and kinetic energy, as its matrix says", () => {
    const memory = points();
    const before = [...memory];
    const energy = metric.kickAndMeasure(memory, 0.4, 4 * N);
    const kicked = before.slice(5 * N, 6 * N).map((p, i) => p + 0.4 * before[7 * N + i]!);
    const velocity = times(matrix, kicked);
    for (let i = 0; i < N; i++) {
      expect(memory[5 * N + i]).toBeCloseTo(kicked[i]!, 14);
      expect(memory[6 * N + i]).toBeCloseTo(velocity[i]!, 13);
    }
    expect(energy).toBeCloseTo(0.5 * velocity.reduce((sum, v, i) => sum + v * kicked[i]!, 0), 13);
    expect([...memory.slice(4 * N, 5 * N)]).toEqual(before.slice(4 * N, 5 * N));
  });

  it("draws momenta of covariance M: M^-1 p p' has the identity as its mean", () => {
    const draws = 40_000;
    const sums = matrix.map(() => new Float64Array(N));
    const squares = matrix.map(() => new Float64Array(N));
    for (let draw = 0; draw < draws; draw++) {
      const p = new Float64Array(N);
      fillStandardNormals(foldIn(keyFromSeed(4), draw), p);
      metric.colour(p);
      times(matrix, [...p]).forEach((v, i) => {
        for (let j = 0; j < N; j++) {
          sums[i]![j]! += v * p[j]!;
          squares[i]![j]! += (v * p[j]!) ** 2;
        }
      });
    }
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        const mean = sums[i]![j]! / draws;
        const error = Math.sqrt((squares[i]![j]! / draws - mean * mean) / draws);
        expect(Math.abs(mean - (i === j ? 1 : 0)) / error).toBeLessThan(4.5);
      }
    }
  });

  it("knows its diagonal and its data", () => {
    for (let i = 0; i < N; i++) expect(metric.variances[i]).toBeCloseTo(matrix[i]![i]!, 14);
    expect(metric.data).toEqual(data);
  });
});
