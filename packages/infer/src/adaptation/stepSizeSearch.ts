// The coarse search for a step size of the right order (Hoffman and Gelman 2014, algorithm 4, as Stan's
// base_hmc::init_stepsize does it). Dual averaging refines what is found.
import { foldIn } from "@nutmeg-ppl/compiler/random";
import type { KernelState, Tuning } from "../kernels/kernel.ts";
import { leapfrog } from "../kernels/leapfrog.ts";
import { PhaseSpace } from "../kernels/phaseSpace.ts";
import type { LogDensity } from "../logDensity.ts";

/** What the search ended with; "flat" and "steep" name densities for which no step size is reasonable. */
export interface StepSizeSearch {
  readonly stepSize: number;
  readonly outcome: "found" | "flat" | "steep";
}

const LOG_TARGET = -0.2231435513142097; // log 0.8
const LARGEST = 1e7; // Stan's bound: accepted steps this long mean an improper density
const SMALLEST = 1e-30; // Stan goes down to 0, where a position near 1 has long stopped moving

/** Doubles or halves the tuning's step size until the acceptance of one step crosses 0.8, with a new momentum for each try. */
export function stepSizeSearch(
  key: Uint32Array,
  density: LogDensity,
  state: KernelState,
  { stepSize: initial, metric }: Tuning,
): StepSizeSearch {
  const space = new PhaseSpace(density.dimension);
  let tries = 0;
  const accepts = (stepSize: number): boolean => {
    space.reset();
    const from = space.launch(foldIn(key, tries++), state, { stepSize, metric });
    const to = space.take();
    leapfrog(density, space.memory, metric, stepSize, from, to);
    return from.energy - to.energy > LOG_TARGET; // false for NaN
  };
  if (density.dimension === 0) return { stepSize: initial, outcome: "found" };
  const grow = accepts(initial);
  let stepSize = initial;
  while (accepts(stepSize) === grow) {
    stepSize *= grow ? 2 : 0.5;
    if (stepSize > LARGEST) return { stepSize, outcome: "flat" };
    if (stepSize < SMALLEST) return { stepSize, outcome: "steep" };
  }
  return { stepSize, outcome: "found" };
}
