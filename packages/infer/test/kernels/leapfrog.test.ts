// The integrator's laws: time reversal, volume, order of the energy error, and the closed form on a Gaussian.
import { keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { diagonalMetric } from "../../src/kernels/diagonalMetric.ts";
import { leapfrog } from "../../src/kernels/leapfrog.ts";
import type { PhasePoint } from "../../src/kernels/phasePoint.ts";
import { PhaseSpace } from "../../src/kernels/phaseSpace.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { correlatedGaussian, funnel, gaussian, stateAt } from "../densities.ts";

/** Integrates `steps` steps from a position with the momentum of seed 1; returns every point. */
function path(
  density: LogDensity,
  position: number[],
  inverseMass: number[],
  stepSize: number,
  steps: number,
) {
  const space = new PhaseSpace(density.dimension);
  const metric = diagonalMetric(Float64Array.from(inverseMass));
  const points: PhasePoint[] = [
    space.launch(keyFromSeed(1), stateAt(density, position), { stepSize, metric }),
  ];
  const follow = (from: PhasePoint, signedStep: number): PhasePoint => {
    const to = space.take();
    leapfrog(density, space.memory, metric, signedStep, from, to);
    return to;
  };
  for (let i = 0; i < steps; i++) points.push(follow(points[i]!, stepSize));
  return { points, follow };
}

describe("leapfrog", () => {
  it("retraces its steps when time runs backwards", () => {
    const density = funnel(4);
    const { points, follow } = path(density, [0.5, -0.2, 0.3, 1], [1, 0.5, 2, 1], 0.1, 25);
    let point = points[25]!;
    for (let i = 24; i >= 0; i--) {
      point = follow(point, -0.1);
      const back = [...point.position, ...point.momentum];
      const there = [...points[i]!.position, ...points[i]!.momentum];
      for (let j = 0; j < back.length; j++) expect(back[j]!).toBeCloseTo(there[j]!, 11);
    }
  });

  it("has an energy error of second order in the step size", () => {
    const precision = [
      [2, 0.6],
      [0.6, 1],
    ];
    const errorAt = (stepSize: number): number => {
      const { points } = path(
        correlatedGaussian(precision),
        [1, -0.5],
        [1, 1],
        stepSize,
        Math.round(2 / stepSize),
      );
      return Math.max(...points.map((point) => Math.abs(point.energy - points[0]!.energy)));
    };
    const ratios = [0.1, 0.05, 0.025].map((stepSize) => errorAt(stepSize) / errorAt(stepSize / 2));
    for (const ratio of ratios) expect(Math.abs(ratio - 4)).toBeLessThan(0.15);
  });

  it("follows the closed form of one step on a Gaussian and keeps velocity and energy consistent", () => {
    const [sd, variance, step] = [1.5, 0.7, 0.3];
    const { points } = path(gaussian([sd]), [0.8], [variance], step, 1);
    const [from, to] = points as [PhasePoint, PhasePoint];
    const half = from.momentum[0]! - (0.5 * step * 0.8) / sd ** 2;
    const q = 0.8 + step * variance * half;
    const p = half - (0.5 * step * q) / sd ** 2;
    expect(to.position[0]).toBeCloseTo(q, 14);
    expect(to.momentum[0]).toBeCloseTo(p, 14);
    expect(to.velocity[0]).toBeCloseTo(variance * p, 14);
    expect(to.energy).toBeCloseTo(0.5 * variance * p * p + (0.5 * q * q) / sd ** 2, 14);
  });

  it("preserves volume", () => {
    // The Jacobian of one step on the funnel, by central differences in all four phase-space coordinates.
    const density = funnel(2);
    const space = new PhaseSpace(2);
    const metric = diagonalMetric(Float64Array.of(1, 0.5));
    const step = (z: number[]): number[] => {
      space.reset();
      const [from, to] = [space.take(), space.take()];
      const state = stateAt(density, z.slice(0, 2));
      from.position.set(state.position);
      from.gradient.set(state.gradient);
      from.momentum.set(z.slice(2));
      leapfrog(density, space.memory, metric, 0.4, from, to);
      return [...to.position, ...to.momentum];
    };
    const at = [0.3, -0.8, 0.5, 1.1];
    const h = 1e-5;
    const columns = at.map((_, j) => {
      const shift = (sign: number) => step(at.map((x, i) => (i === j ? x + sign * h : x)));
      const [above, below] = [shift(1), shift(-1)];
      return above.map((x, i) => (x - below[i]!) / (2 * h));
    });
    expect(determinant(columns)).toBeCloseTo(1, 7);
  });
});

function determinant(rows: number[][]): number {
  if (rows.length === 1) return rows[0]![0]!;
  return rows[0]!.reduce((sum, entry, j) => {
    const minor = rows.slice(1).map((row) => row.filter((_, k) => k !== j));
    return sum + (j % 2 === 0 ? 1 : -1) * entry * determinant(minor);
  }, 0);
}
