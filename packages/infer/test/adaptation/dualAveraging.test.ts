// Dual averaging against Stan's recursion (stan-dev/stan, stepsize_adaptation.hpp), worked by hand and replayed.
import { describe, expect, it } from "vitest";
import {
  averagedStepSize,
  type DualAveraging,
  startDualAveraging,
  updateDualAveraging,
} from "../../src/adaptation/dualAveraging.ts";

describe("dual averaging", () => {
  it("makes Stan's first two updates", () => {
    // From step size 0.5, mu = log 5. Update 1 with accept 0.6: eta = 1/11, s = 0.2/11,
    // log eps = mu - s * sqrt(1) / 0.05; x-bar = log eps, since 1^-0.75 = 1.
    const mu = Math.log(5);
    const first = updateDualAveraging(startDualAveraging(0.5), 0.6);
    const s1 = 0.2 / 11;
    const x1 = mu - s1 / 0.05;
    expect(first.stepSize).toBeCloseTo(Math.exp(x1), 14);
    expect(averagedStepSize(first)).toBeCloseTo(Math.exp(x1), 14);
    // Update 2 with accept 0.95: eta = 1/12, s = (11/12) s1 + (0.8 - 0.95) / 12, x-bar weight 2^-0.75.
    const second = updateDualAveraging(first, 0.95);
    const s2 = (11 / 12) * s1 - 0.15 / 12;
    const x2 = mu - (s2 * Math.sqrt(2)) / 0.05;
    const weight = 2 ** -0.75;
    expect(second.stepSize).toBeCloseTo(Math.exp(x2), 13);
    expect(averagedStepSize(second)).toBeCloseTo(Math.exp((1 - weight) * x1 + weight * x2), 13);
  });

  it("counts acceptances above one as one", () => {
    const start = startDualAveraging(1);
    expect(updateDualAveraging(start, 1.7)).toEqual(updateDualAveraging(start, 1));
  });

  it("finds the step size whose acceptance is the target", () => {
    // An acceptance that falls smoothly with the step size and passes 0.65 at 0.3.
    const accept = (stepSize: number) => 1 / (1 + (0.35 / 0.65) * (stepSize / 0.3) ** 2);
    let state: DualAveraging = startDualAveraging(2);
    for (let i = 0; i < 2000; i++) {
      state = updateDualAveraging(state, accept(state.stepSize), { targetAcceptProb: 0.65 });
    }
    expect(Math.abs(averagedStepSize(state) / 0.3 - 1)).toBeLessThan(0.01);
  });

  it("keeps the starting step size when nothing was learned", () => {
    expect(averagedStepSize(startDualAveraging(0.125))).toBe(0.125);
  });
});
