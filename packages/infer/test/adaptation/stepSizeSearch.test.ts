// The coarse step-size search: it brackets acceptance 0.8, and says when there is nothing to find.
import { keyFromSeed } from "@nutmeg-ppl/compiler/random";
import { describe, expect, it } from "vitest";
import { stepSizeSearch } from "../../src/adaptation/stepSizeSearch.ts";
import { diagonalMetric } from "../../src/kernels/diagonalMetric.ts";
import type { LogDensity } from "../../src/logDensity.ts";
import { gaussian, stateAt } from "../densities.ts";

const unit = diagonalMetric(Float64Array.of(1));

describe("stepSizeSearch", () => {
  it("scales with the density, from above and from below", () => {
    for (const sd of [1e-3, 1, 1e3]) {
      for (const stepSize of [1e-5, 1, 1e4]) {
        const density = gaussian([sd]);
        const found = stepSizeSearch(keyFromSeed(1), density, stateAt(density, [sd]), {
          stepSize,
          metric: unit,
        });
        expect(found.outcome).toBe("found");
        // At step h = r sd one leapfrog step changes the energy by order r^3; it is unstable from r = 2 on.
        expect(found.stepSize / sd).toBeGreaterThan(0.2);
        expect(found.stepSize / sd).toBeLessThan(8);
        expect(Math.log2(found.stepSize / stepSize) % 1).toBeCloseTo(0, 9);
      }
    }
  });

  it("gives up on a flat density and on one whose gradient is wrong", () => {
    const flat: LogDensity = { dimension: 1, evaluate: (_q, gradient) => Number(gradient.fill(0)[0]) };
    const tuning = { stepSize: 1, metric: unit };
    expect(stepSizeSearch(keyFromSeed(1), flat, stateAt(flat, [0]), tuning).outcome).toBe("flat");
    const cliff: LogDensity = {
      dimension: 1,
      evaluate(position, gradient) {
        gradient[0] = 0;
        return position[0] === 0 ? 0 : -100;
      },
    };
    expect(stepSizeSearch(keyFromSeed(1), cliff, stateAt(cliff, [0]), tuning).outcome).toBe("steep");
  });

  it("keeps the step size where there are no dimensions", () => {
    const none: LogDensity = { dimension: 0, evaluate: () => 0 };
    const metric = diagonalMetric(new Float64Array(0));
    const found = stepSizeSearch(keyFromSeed(1), none, stateAt(none, []), { stepSize: 0.7, metric });
    expect(found).toEqual({ stepSize: 0.7, outcome: "found" });
  });
});
