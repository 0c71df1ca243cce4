// Whole transitions as functions, for tests of the algorithms: a trajectory with its density's own gradients.
import { type HMCOptions, HMCTrajectory } from "../../src/kernels/hmc.ts";
import type { KernelState, Trajectory, TransitionInfo, Tuning } from "../../src/kernels/kernel.ts";
import { type NUTSOptions, NUTSTrajectory } from "../../src/kernels/nuts.ts";
import type { PhasePoint } from "../../src/kernels/phasePoint.ts";
import type { LogDensity } from "../../src/logDensity.ts";

/** One transition. */
export type Kernel = (key: Uint32Array, state: KernelState, tuning: Tuning) => [KernelState, TransitionInfo];

function kernelOf(density: LogDensity, trajectory: Trajectory): Kernel {
  return (key, state, tuning) => {
    let point: PhasePoint | undefined = trajectory.begin(key, state, tuning);
    while (point !== undefined) {
      point.logDensity = density.evaluate(point.position, point.gradient);
      point = trajectory.advance();
    }
    return trajectory.end();
  };
}

export function nuts(density: LogDensity, options: NUTSOptions = {}): Kernel {
  return kernelOf(density, new NUTSTrajectory(density.dimension, options));
}

export function hmc(density: LogDensity, options: HMCOptions = {}): Kernel {
  return kernelOf(density, new HMCTrajectory(density.dimension, options));
}
