// The contract of a Markov kernel: transitions in steps, so that a caller evaluates the gradients itself. Kernels have
// files of their own and share nothing mutable.
import type { Metric } from "./metric.ts";
import type { PhasePoint } from "./phasePoint.ts";

/** What the next transition needs: a position on unconstrained space with its log density and gradient. */
export interface KernelState {
  readonly position: Float64Array;
  readonly gradient: Float64Array;
  readonly logDensity: number;
}

/** What adaptation changes between transitions. */
export interface Tuning {
  readonly stepSize: number;
  readonly metric: Metric;
}

/** What one transition did. */
export interface TransitionInfo {
  /** Mean over the trajectory of min(1, exp(H0 - H)): what step-size adaptation aims at. */
  readonly acceptProb: number;
  /** Mean of 2 min(1, w) / (1 + w), w = exp(H0 - H): below `acceptProb` where the energy falls as much as where it rises. */
  readonly symmetricAcceptProb: number;
  /** Whether the energy rose past the threshold, or stopped being a number, somewhere on the trajectory. */
  readonly diverging: boolean;
  /** Leapfrog steps, each one gradient. */
  readonly numSteps: number;
  /** Completed doublings of the tree; 0 for kernels that build none. */
  readonly treeDepth: number;
  /** Potential plus kinetic energy of the new state, with the momentum it was reached with. */
  readonly energy: number;
  /** Minus the log density of the new state. */
  readonly potentialEnergy: number;
  /** The one that was used: the tuning's, jittered. */
  readonly stepSize: number;
}

/**
 * A transition in steps: `begin` and `advance` return the point whose `logDensity` and `gradient` they want filled before
 * the next call, or undefined when the transition is over. Who evaluates is free to do so for many chains at once. Equal
 * arguments and evaluations give equal results to the byte; non-finite densities are outcomes, not errors.
 */
export interface Trajectory {
  begin(key: Uint32Array, state: KernelState, tuning: Tuning): PhasePoint;
  advance(): PhasePoint | undefined;
  end(): [KernelState, TransitionInfo];
}
