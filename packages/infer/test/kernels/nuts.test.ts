// NUTS: every decision against the recursive twin, moments of known posteriors, and the outcomes that are values.
import { foldIn, keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { diagonalMetric } from "../../src/kernels/diagonalMetric.ts";
import type { KernelState, TransitionInfo } from "../../src/kernels/kernel.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { correlatedGaussian, funnel, gaussian, stateAt } from "../densities.ts";
import { column, estimate } from "../moments.ts";
import { nuts } from "./kernels.ts";
import { recursiveNuts } from "./recursiveNuts.ts";

/** A random problem: a density, a diagonal metric that does not fit it, a step size, a start. */
function problem(seed: number) {
  const uniform = uniformStream(keyFromSeed(seed), 7);
  const dimension = 1 + Math.floor(uniform() * 6);
  const numbers = (low: number, high: number) =>
    Array.from({ length: dimension }, () => low + (high - low) * uniform());
  const rows = Array.from({ length: dimension }, () => numbers(-1, 1));
  const precision = rows.map((row, i) =>
    rows.map((other, j) => row.reduce((sum, x, k) => sum + x * other[k]!, i === j ? 0.2 : 0)),
  );
  const densities: LogDensity[] = [
    gaussian(numbers(0.1, 3)),
    correlatedGaussian(precision),
    funnel(dimension),
  ];
  const density = densities[Math.floor(uniform() * densities.length)] as LogDensity;
  return {
    density,
    inverseMass: Float64Array.from(numbers(0.2, 2)),
    stepSize: 0.02 * 60 ** uniform(),
    state: stateAt(density, numbers(-3, 3)),
  };
}

describe("nuts against the recursive twin", () => {
  it("takes the same trajectory and chooses the same point on 600 random problems", () => {
    const seen = { depth: new Set<number>(), diverging: 0, moved: 0 };
    for (let seed = 0; seed < 600; seed++) {
      const { density, inverseMass, stepSize, state } = problem(seed);
      const kernel = nuts(density, { maxTreeDepth: 7 });
      const tuning = { stepSize, metric: diagonalMetric(inverseMass) };
      let [fast, slow]: [KernelState, KernelState] = [state, state];
      for (let draw = 0; draw < 3; draw++) {
        const key = foldIn(keyFromSeed(seed), draw);
        let [fastInfo, slowInfo]: TransitionInfo[] = [];
        [fast, fastInfo] = kernel(key, fast, tuning);
        [slow, slowInfo] = recursiveNuts(density, inverseMass, stepSize, 7, key, slow);
        expect(fast).toEqual(slow);
        const rounded = { acceptProb: 0, symmetricAcceptProb: 0 };
        expect({ ...fastInfo, ...rounded }).toEqual({ ...slowInfo, ...rounded });
        expect(fastInfo.acceptProb).toBeCloseTo(slowInfo.acceptProb, 12);
        expect(fastInfo.symmetricAcceptProb).toBeCloseTo(slowInfo.symmetricAcceptProb, 12);
        seen.depth.add(fastInfo.treeDepth);
        seen.diverging += Number(fastInfo.diverging);
        seen.moved += Number(fast.position[0] !== state.position[0]);
      }
    }
    // The problems reach every branch: shallow, deep and cut-off trees, divergences, moves and stays.
    expect([...seen.depth].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(seen.diverging).toBeGreaterThan(10);
    expect(seen.moved).toBeGreaterThan(1000);
  });
});

/** `count` positions of a kernel's chain, row after row, and what each transition reported. */
function sample(density: LogDensity, inverseMass: number[], stepSize: number, count: number, seed = 1) {
  const kernel = nuts(density);
  const tuning = { stepSize, metric: diagonalMetric(Float64Array.from(inverseMass)) };
  const draws = new Float64Array(count * density.dimension);
  const infos: TransitionInfo[] = [];
  let state = stateAt(
    density,
    inverseMass.map(() => 0.5),
  );
  for (let i = 0; i < count; i++) {
    let info: TransitionInfo;
    [state, info] = kernel(foldIn(keyFromSeed(seed), i), state, tuning);
    draws.set(state.position, i * density.dimension);
    infos.push(info);
  }
  return { draws, infos };
}

describe("nuts", () => {
  it("finds the moments of a Gaussian with unequal scales", () => {
    const sds = [0.5, 1, 3];
    const { draws } = sample(gaussian(sds, [1, -2, 4]), [0.3, 1.5, 5], 0.4, 20_000);
    [1, -2, 4].forEach((mean, i) => {
      const values = column(draws, 3, i);
      const first = estimate(values);
      const second = estimate(values, (x) => (x - mean) ** 2);
      const fourth = estimate(values, (x) => ((x - mean) / sds[i]!) ** 4);
      expect(Math.abs(first.mean - mean) / first.error).toBeLessThan(4);
      expect(Math.abs(second.mean - sds[i]! ** 2) / second.error).toBeLessThan(4);
      expect(Math.abs(fourth.mean - 3) / fourth.error).toBeLessThan(4);
      expect(second.error / sds[i]! ** 2).toBeLessThan(0.02);
    });
  });

  it("finds the covariance of a correlated Gaussian", () => {
    // The inverse of [[2, 1.2], [1.2, 1]] is [[1, -1.2], [-1.2, 2]] / 0.56.
    const precision = [
      [2, 1.2],
      [1.2, 1],
    ];
    const { draws } = sample(correlatedGaussian(precision), [1, 1], 0.5, 20_000);
    const products = Float64Array.from({ length: 20_000 }, (_, i) => draws[2 * i]! * draws[2 * i + 1]!);
    const covariance = estimate(products);
    expect(Math.abs(covariance.mean + 1.2 / 0.56) / covariance.error).toBeLessThan(4);
    expect(covariance.error).toBeLessThan(0.1);
  });

  it("finds the mean and the tails of a skewed density with a curved gradient", () => {
    // x = log of a Gamma(2, 1): density exp(2 x - e^x). E x = digamma(2), E e^x = 2, E e^2x = 6.
    const density: LogDensity = {
      dimension: 1,
      evaluate(position, gradient) {
        const rate = Math.exp(position[0]!);
        gradient[0] = 2 - rate;
        return 2 * position[0]! - rate;
      },
    };
    const { draws } = sample(density, [0.6], 0.6, 20_000);
    const checks: [(x: number) => number, number][] = [
      [(x) => x, 0.4227843350984671], // scipy 1.17.1: scipy.special.digamma(2)
      [Math.exp, 2],
      [(x) => Math.exp(2 * x), 6],
    ];
    for (const [f, truth] of checks) {
      const { mean, error } = estimate(draws, f);
      expect(Math.abs(mean - truth) / error).toBeLessThan(4);
    }
  });

  it("reports divergences in the neck of a funnel, and none on a Gaussian", () => {
    const inFunnel = sample(funnel(10), Array(10).fill(1), 0.7, 2000).infos;
    const divergences = inFunnel.filter((info) => info.diverging);
    expect(divergences.length).toBeGreaterThan(5);
    for (const info of divergences) expect(info.numSteps).toBeLessThan(1024);
    expect(sample(gaussian([1, 1]), [1, 1], 0.4, 2000).infos.some((info) => info.diverging)).toBe(false);
  });

  it("never doubles beyond the maximum depth", () => {
    const density = gaussian([1]);
    const kernel = nuts(density, { maxTreeDepth: 3 });
    const [, info] = kernel(keyFromSeed(1), stateAt(density, [0]), {
      stepSize: 1e-3,
      metric: diagonalMetric(Float64Array.of(1)),
    });
    expect([info.treeDepth, info.numSteps]).toEqual([3, 7]);
  });

  it("stays where it is, and says so, when every step leaves the support", () => {
    for (const outside of [-Infinity, NaN, Infinity]) {
      const density: LogDensity = {
        dimension: 1,
        evaluate(position, gradient) {
          gradient[0] = outside === -Infinity ? 0 : NaN;
          return position[0] === 0 ? 0 : outside;
        },
      };
      const state: KernelState = {
        position: Float64Array.of(0),
        gradient: Float64Array.of(0),
        logDensity: 0,
      };
      const tuning = { stepSize: 0.1, metric: diagonalMetric(Float64Array.of(1)) };
      const [next, info] = nuts(density)(keyFromSeed(1), state, tuning);
      expect(next).toBe(state);
      expect(info).toMatchObject({
        diverging: true,
        acceptProb: 0,
        numSteps: 1,
        treeDepth: 0,
        potentialEnergy: -0,
      });
    }
  });

  it("weighs points a thousand log units apart as the twin's log scale does, where plain weights would overflow", () => {
    const density = gaussian([1]);
    const inverseMass = Float64Array.of(1);
    const tuning = { stepSize: 1.5, metric: diagonalMetric(inverseMass) };
    const state = stateAt(density, [60]); // log density -1800; p^2 + (1 - 1.5^2 / 4) q^2 is conserved
    const gains = Array.from({ length: 40 }, (_, seed) => {
      const [next, info] = nuts(density)(keyFromSeed(seed), state, tuning);
      const [twin, twinInfo] = recursiveNuts(density, inverseMass, 1.5, 10, keyFromSeed(seed), state);
      expect(next).toEqual(twin);
      expect(info.acceptProb).toBeCloseTo(twinInfo.acceptProb, 12);
      expect(info.symmetricAcceptProb).toBeCloseTo(twinInfo.symmetricAcceptProb, 12);
      return next.logDensity + 0.5 * 60 * 60;
    });
    expect(Math.max(...gains)).toBeGreaterThan(800);
  });

  it("leaves its arguments alone and gives the same bytes when called again", () => {
    const density = funnel(3);
    const state = stateAt(density, [0.1, 0.2, 0.3]);
    const before = structuredClone(state);
    const kernel = nuts(density);
    const tuning = { stepSize: 0.3, metric: diagonalMetric(Float64Array.of(1, 1, 1)) };
    const first = structuredClone(kernel(keyFromSeed(8), state, tuning));
    kernel(keyFromSeed(9), state, tuning);
    expect(kernel(keyFromSeed(8), state, tuning)).toEqual(first);
    expect(state).toEqual(before);
  });
});
