// HMC: moments, the energy account, acceptance at the exact rate, and the outcomes that are values.
import { fillStandardNormals, foldIn, keyFromSeed, uniformStream } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { diagonalMetric } from "../../src/kernels/diagonalMetric.ts";
import type { HMCOptions } from "../../src/kernels/hmc.ts";
import type { TransitionInfo } from "../../src/kernels/kernel.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { funnel, gaussian, stateAt } from "../densities.ts";
import { column, estimate } from "../moments.ts";
import { hmc } from "./kernels.ts";

const unit = (dimension: number) => diagonalMetric(new Float64Array(dimension).fill(1));

function sample(density: LogDensity, options: HMCOptions, stepSize: number, count: number) {
  const kernel = hmc(density, options);
  const tuning = { stepSize, metric: unit(density.dimension) };
  const draws = new Float64Array(count * density.dimension);
  const infos: TransitionInfo[] = [];
  let state = stateAt(density, Array(density.dimension).fill(0.5));
  for (let i = 0; i < count; i++) {
    let info: TransitionInfo;
    [state, info] = kernel(foldIn(keyFromSeed(3), i), state, tuning);
    draws.set(state.position, i * density.dimension);
    infos.push(info);
  }
  return { draws, infos };
}

describe("hmc", () => {
  it("finds the moments of a Gaussian, by time and by number of steps", () => {
    for (const options of [{ trajectoryLength: 2 }, { numSteps: 4 }]) {
      const { draws } = sample(gaussian([0.7, 1.3], [2, -1]), options, 0.45, 20_000);
      [2, -1].forEach((mean, i) => {
        const values = column(draws, 2, i);
        const first = estimate(values);
        const second = estimate(values, (x) => (x - mean) ** 2);
        expect(Math.abs(first.mean - mean) / first.error).toBeLessThan(4);
        expect(Math.abs(second.mean - [0.49, 1.69][i]!) / second.error).toBeLessThan(4);
      });
    }
  });

  it("takes as many whole steps as fit into the trajectory's length, at least one", () => {
    const steps = (options: HMCOptions, stepSize: number) =>
      sample(gaussian([1]), options, stepSize, 1).infos[0]?.numSteps;
    expect(steps({ trajectoryLength: 1 }, 0.3)).toBe(3);
    expect(steps({ trajectoryLength: 0.1 }, 0.3)).toBe(1);
    expect(steps({}, 0.3)).toBe(20); // 2 pi / 0.3 = 20.9
    expect(steps({ numSteps: 7, trajectoryLength: 1 }, 0.3)).toBe(7);
  });

  it("accepts with the probability that its energies give, and reports the energy of where it ends", () => {
    const density = gaussian([1]);
    const kernel = hmc(density, { numSteps: 1 });
    const tuning = { stepSize: 1.9, metric: unit(1) };
    const state = stateAt(density, [0.5]);
    const seen = new Set<boolean>();
    for (let seed = 0; seed < 50; seed++) {
      const key = keyFromSeed(seed);
      const momentum = new Float64Array(1);
      fillStandardNormals(key, momentum);
      const half = momentum[0]! - 0.95 * 0.5;
      const q = 0.5 + 1.9 * half;
      const p = half - 0.95 * q;
      const initial = 0.5 * (0.25 + momentum[0]! ** 2);
      const final = 0.5 * (q * q + p * p);
      const probability = Math.min(1, Math.exp(initial - final));
      const accepted = uniformStream(key, 1)() < probability;
      const [next, info] = kernel(key, state, tuning);
      expect(info.acceptProb).toBeCloseTo(probability, 12);
      expect(next.position[0]).toBeCloseTo(accepted ? q : 0.5, 12);
      expect(info.energy).toBeCloseTo(accepted ? final : initial, 12);
      expect(info.potentialEnergy).toBe(-next.logDensity);
      seen.add(accepted);
    }
    expect(seen.size).toBe(2);
  });

  it("flags divergences and stops a trajectory that left the finite numbers", () => {
    const { infos } = sample(funnel(10), { numSteps: 10 }, 0.8, 500);
    expect(infos.some((info) => info.diverging)).toBe(true);
    const cliff: LogDensity = {
      dimension: 1,
      evaluate(position, gradient) {
        gradient[0] = 0;
        return position[0] === 0 ? 0 : NaN;
      },
    };
    const state = stateAt(cliff, [0]);
    const [next, info] = hmc(cliff, { numSteps: 9 })(keyFromSeed(1), state, {
      stepSize: 0.1,
      metric: unit(1),
    });
    expect(next).toBe(state);
    expect(info).toMatchObject({ diverging: true, acceptProb: 0, numSteps: 1, treeDepth: 0 });
  });
});
