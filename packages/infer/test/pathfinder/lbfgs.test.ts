// Climbs by L-BFGS: to known modes, over valleys, and at the edges of what is finite.
import { describe, expect, it } from "vitest";
import type { LogDensity } from "../../src/logDensity.ts";
import { attemptAt, type Climb, lbfgs } from "../../src/pathfinder/lbfgs.ts";
import { correlatedGaussian, gaussian } from "../densities.ts";

function climb(density: LogDensity, from: readonly number[]): Climb {
  const start = attemptAt(density, Float64Array.from(from));
  if (!start) throw new Error("the start is not finite");
  return lbfgs(density, start);
}

/** Minus Rosenbrock's function: one mode, at (1, 1), at the end of a bent valley. */
const rosenbrock: LogDensity = {
  dimension: 2,
  evaluate(position, gradient) {
    const [x, y] = position as unknown as [number, number];
    const bend = y - x * x;
    gradient[0] = 2 * (1 - x) + 400 * x * bend;
    gradient[1] = -200 * bend;
    return -(1 - x) * (1 - x) - 100 * bend * bend;
  },
};

/** log x - x: the gamma density of shape 2, with nothing at or below 0. */
const gamma: LogDensity = {
  dimension: 1,
  evaluate([x = 0], gradient) {
    gradient[0] = 1 / x - 1;
    return x > 0 ? Math.log(x) - x : Number.NaN;
  },
};

describe("lbfgs", () => {
  it("finds the mean of a Gaussian whose scales differ by a thousand", () => {
    const mean = [3, -20, 0.1];
    const { top, converged } = climb(gaussian([1, 30, 0.03], mean), [0, 0, 0]);
    expect(converged).toBe(true);
    // The tolerance of 1e-8 in log density is 1.4e-4 standard deviations; its estimate may be some times too small.
    [1, 30, 0.03].forEach((sd, i) => {
      expect(Math.abs(top.position[i]! - mean[i]!)).toBeLessThan(1e-3 * sd);
    });
  });

  it("rises at every step and counts what it evaluates", () => {
    let calls = 0;
    const evaluate: LogDensity["evaluate"] = (position, gradient) => {
      calls++;
      return rosenbrock.evaluate(position, gradient);
    };
    const counted = { dimension: 2, evaluate };
    const { points, evaluations, top } = climb(counted, [-1.2, 1]);
    points.slice(1).forEach((point, i) => {
      expect(point.logDensity).toBeGreaterThan(points[i]!.logDensity);
    });
    expect(calls).toBe(evaluations + 1);
    expect(evaluations).toBeLessThan(100);
    expect(top.position[0]).toBeCloseTo(1, 3);
    expect(top.position[1]).toBeCloseTo(1, 3);
  });

  it("steps back from where the density is not finite", () => {
    const { top, converged } = climb(gamma, [0.01]);
    expect(converged).toBe(true);
    expect(top.position[0]).toBeCloseTo(1, 3);
  });

  it("stays where it starts at a mode", () => {
    const { points, converged } = climb(
      correlatedGaussian([
        [2, 1],
        [1, 2],
      ]),
      [0, 0],
    );
    expect(points).toHaveLength(1);
    expect(converged).toBe(true);
  });

  it("says so when steps run out", () => {
    const start = attemptAt(rosenbrock, Float64Array.of(-1.2, 1))!;
    const { points, converged } = lbfgs(rosenbrock, start, { maxIterations: 5 });
    expect(points).toHaveLength(6);
    expect(converged).toBe(false);
  });
});
