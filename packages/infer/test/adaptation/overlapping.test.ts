// Adaptation from draws and gradients: nuts-rs's schedule, and metrics whose limits are known for normal posteriors.
import { fillStandardNormals, foldIn, keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { DiagonalWindows, drawVariance, fisherVariance } from "../../src/adaptation/diagonalWindows.ts";
import { LowRankFisher } from "../../src/adaptation/lowRankFisher.ts";
import { OverlappingAdaptation } from "../../src/adaptation/overlappingAdaptation.ts";
import type { OverlappingEstimator } from "../../src/adaptation/overlappingEstimator.ts";
import { diagonalMetric } from "../../src/kernels/diagonalMetric.ts";
import type { TransitionInfo } from "../../src/kernels/kernel.ts";
import type { Metric } from "../../src/kernels/metric.ts";
import { cholesky } from "../../src/linalg/cholesky.ts";
import { symmetricEigen } from "../../src/linalg/symmetricEigen.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { correlatedGaussian, gaussian, stateAt } from "../densities.ts";

const ones = (n: number) => diagonalMetric(new Float64Array(n).fill(1));

/** Adds `count` independent draws L z of a normal density, and their gradients, to an estimator. */
function feed(
  estimator: OverlappingEstimator,
  density: LogDensity,
  lower: Float64Array,
  count: number,
): void {
  const n = density.dimension;
  for (let draw = 0; draw < count; draw++) {
    const z = new Float64Array(n);
    fillStandardNormals(foldIn(keyFromSeed(6), draw), z);
    const x = Array.from({ length: n }, (_, i) => z.reduce((sum, zj, j) => sum + lower[i * n + j]! * zj, 0));
    estimator.add(stateAt(density, x));
  }
}

/** M^-1 as a matrix: column j is the velocity of momentum e_j. */
function inverseMass(metric: Metric, n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const memory = new Float64Array(4 * n);
    memory[n + j] = 1;
    metric.kickAndMeasure(memory, 0, 0);
    for (let i = 0; i < n; i++) matrix[i * n + j] = memory[2 * n + i]!;
  }
  return matrix;
}

/** The precision of an AR(1) process with correlation rho, and a Cholesky factor of its covariance. */
function autoregression(n: number, rho: number): { density: LogDensity; lower: Float64Array } {
  const rows = (entry: (i: number, j: number) => number) =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => entry(i, j)));
  const scale = 1 / (1 - rho * rho);
  const precision = rows((i, j) => {
    if (i === j) return scale * (i === 0 || i === n - 1 ? 1 : 1 + rho * rho);
    return Math.abs(i - j) === 1 ? -scale * rho : 0;
  });
  const covariance = rows((i, j) => rho ** Math.abs(i - j));
  return {
    density: correlatedGaussian(precision),
    lower: cholesky(Float64Array.from(covariance.flat()), n) as Float64Array,
  };
}

describe("DiagonalWindows", () => {
  it("has the variances of independent normals exactly, from three draws and their gradients", () => {
    const sds = [1e-4, 0.3, 1, 2000];
    const estimator = new DiagonalWindows(4, fisherVariance);
    const lower = Float64Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? sds[at / 5]! : 0));
    feed(estimator, gaussian(sds, [5, 0, -3, 1e5]), lower, 3);
    const { variances } = estimator.estimate(ones(4));
    sds.forEach((sd, i) => {
      expect(variances[i]! / sd ** 2).toBeCloseTo(1, 6);
    });
  });

  it("goes to the geometric mean of marginal and conditional variance where they differ", () => {
    const { density, lower } = autoregression(3, 0.9);
    const estimator = new DiagonalWindows(3, fisherVariance);
    feed(estimator, density, lower, 4000);
    const { variances } = estimator.estimate(ones(3));
    // Marginal variances 1; conditional ones 1 - rho^2 at the ends and (1 - rho^2) / (1 + rho^2) within. The logarithm of
    // a variance over n draws has an sd of sqrt(2 / n); halves of two are added.
    const tolerance = 4 * Math.sqrt(2 / 4000);
    const conditional = [0.19, 0.19 / 1.81, 0.19];
    conditional.forEach((variance, i) => {
      expect(Math.abs(Math.log(variances[i]! / Math.sqrt(variance)))).toBeLessThan(tolerance);
    });
  });

  it("has the draws' variances, correlated or not, when it is asked for them", () => {
    const { density, lower } = autoregression(3, 0.9);
    const estimator = new DiagonalWindows(3, drawVariance);
    feed(estimator, density, lower, 4000);
    for (const variance of estimator.estimate(ones(3)).variances)
      expect(Math.abs(Math.log(variance))).toBeLessThan(4 * Math.sqrt(2 / 4000));
  });

  it("keeps the present variance of a coordinate that did not move or has no slope", () => {
    const estimator = new DiagonalWindows(2, fisherVariance);
    for (const x of [1, 2, 4])
      estimator.add({ position: Float64Array.of(x, 5), gradient: Float64Array.of(0, -x), logDensity: 0 });
    expect([...estimator.estimate(diagonalMetric(Float64Array.of(7, 8))).variances]).toEqual([7, 8]);
  });
});

describe("LowRankFisher", () => {
  it.each([
    ["more draws than dimensions", 20, 200],
    ["fewer draws than dimensions", 60, 25],
  ])("leaves no direction of a correlated normal off by more than a factor of two: %s", (_, n, count) => {
    const { density, lower } = autoregression(n, 0.95);
    const estimator = new LowRankFisher();
    feed(estimator, density, lower, count);
    const metric = estimator.estimate(ones(n));
    expect(metric.data.kind).toBe("lowRank");
    // The covariance is L L', so with x = L y the eigenvalues of L'^-1-whitened M^-1 say how far off directions are; only
    // those that the draws span can be known.
    const { values } = whitened(inverseMass(metric, n), lower, n);
    const off = values.filter((value) => value > 2.02 || value < 1 / 2.02).length;
    expect(off).toBeLessThanOrEqual(Math.max(0, n - count + 1));
    const before = whitened(inverseMass(ones(n), n), lower, n).values;
    expect(before.filter((value) => value > 2.02 || value < 1 / 2.02).length).toBeGreaterThan(off);
  });

  it("has no directions for independent normals, but their variances", () => {
    const sds = Array.from({ length: 10 }, (_, i) => 10 ** (i / 3 - 1));
    const lower = Float64Array.from({ length: 100 }, (_, at) => (at % 11 === 0 ? sds[at / 11]! : 0));
    const estimator = new LowRankFisher();
    feed(estimator, gaussian(sds), lower, 40);
    const { data, variances } = estimator.estimate(ones(10));
    expect(data).toMatchObject({ kind: "lowRank", values: new Float64Array(0) });
    sds.forEach((sd, i) => {
      expect(variances[i]! / sd ** 2).toBeCloseTo(1, 9);
    });
  });
});

/** The eigenvalues of L^-1 matrix L'^-1. */
function whitened(matrix: Float64Array, lower: Float64Array, n: number): { values: Float64Array } {
  const half = solveRows(matrix, lower, n);
  const turned = half.map((_, at) => half[(at % n) * n + Math.floor(at / n)]!);
  return symmetricEigen(solveRows(turned, lower, n), n);
}

/** Each column c of the matrix replaced by L^-1 c. */
function solveRows(matrix: Float64Array, lower: Float64Array, n: number): Float64Array {
  const solved = matrix.slice();
  for (let column = 0; column < n; column++) {
    for (let i = 0; i < n; i++) {
      let sum = solved[i * n + column]!;
      for (let j = 0; j < i; j++) sum -= lower[i * n + j]! * solved[j * n + column]!;
      solved[i * n + column] = sum / lower[i * n + i]!;
    }
  }
  return solved;
}

/** An estimator that records when its older draws are forgotten. */
function recorder() {
  const log = { shifts: [] as number[], estimates: 0, foregrounds: [] as number[] };
  let [foreground, background] = [0, 0];
  const estimator: OverlappingEstimator = {
    get foreground() {
      return foreground;
    },
    get background() {
      return background;
    },
    add() {
      foreground++;
      background++;
    },
    shift() {
      [foreground, background] = [background, 0];
      log.shifts.push(foreground);
    },
    estimate(present) {
      log.estimates++;
      log.foregrounds.push(foreground);
      return present;
    },
    snapshot: () => new LowRankFisher().snapshot(),
  };
  return { estimator, log };
}

const info: TransitionInfo = {
  acceptProb: 0.8,
  symmetricAcceptProb: 0.8,
  diverging: false,
  numSteps: 7,
  treeDepth: 3,
  energy: 0,
  potentialEnergy: 0,
  stepSize: 1,
};

function schedule(
  numWarmup: number,
  every: number,
  moves: (draw: number) => Partial<TransitionInfo> | false,
) {
  const { estimator, log } = recorder();
  const adaptation = new OverlappingAdaptation(numWarmup, estimator, every);
  const state = stateAt(gaussian([1]), [1]);
  adaptation.begin(state);
  const restarts: number[] = [];
  const shifts: number[] = [];
  let settled = -1;
  let last = -1;
  for (let draw = 0; draw < numWarmup; draw++) {
    const moved = moves(draw);
    if (settled < 0 && adaptation.settled(draw)) settled = draw;
    const before = log.shifts.length;
    const update = adaptation.learn(
      { draw, state, moved: moved !== false, info: { ...info, ...moved } },
      ones(1),
    );
    if (log.shifts.length > before) shifts.push(draw);
    if (update) last = draw;
    if (update?.restartStepSize) restarts.push(draw);
  }
  return { shifts, restarts, settled, last, estimates: log.estimates };
}

describe("OverlappingAdaptation", () => {
  it("keeps nuts-rs's times for 1000 warmup draws", () => {
    // By hand from performance.md 2.1: early to 300 with windows of 10 (the first holds the start and nine draws), then 80,
    // 120 and no window of 180, which would leave no room for 270 more before 850.
    const { shifts, restarts, settled, last, estimates } = schedule(1000, 1, () => ({}));
    expect(shifts.slice(0, 3)).toEqual([8, 18, 28]);
    expect(shifts.filter((draw) => draw < 300)).toHaveLength(30);
    expect(shifts.filter((draw) => draw >= 300)).toEqual([378, 498]);
    expect(restarts).toEqual([1]); // the start and two draws make the first estimate
    expect(settled).toBe(581);
    expect(last).toBe(849);
    expect(estimates).toBe(849);
  });

  it("estimates less often when told to, but after each forgetting", () => {
    const { estimates, shifts } = schedule(1000, 20, () => ({}));
    expect(estimates).toBeGreaterThan(shifts.length);
    expect(estimates).toBeLessThan(shifts.length + 850 / 20);
  });

  it("leaves out draws that did not move, and those after a short trajectory into a divergence", () => {
    const stuck = schedule(1000, 1, () => false);
    expect(stuck.estimates).toBe(0);
    expect(schedule(1000, 1, () => ({ diverging: true, treeDepth: 2 })).estimates).toBe(0);
    expect(schedule(1000, 1, () => ({ diverging: true, treeDepth: 3 })).estimates).toBeGreaterThan(800);
  });

  it("works for warmups of any length", () => {
    for (const numWarmup of [1, 5, 19, 50, 150, 399]) {
      const { last, shifts } = schedule(numWarmup, 1, () => ({}));
      expect(last).toBe(numWarmup < 3 ? -1 : numWarmup - Math.floor(0.15 * numWarmup) - 1);
      for (const draw of shifts) expect(draw).toBeLessThan(numWarmup);
    }
  });
});
