// Hamiltonian Monte Carlo with a fixed number of leapfrog steps or a fixed integration time (Neal, "MCMC using
// Hamiltonian dynamics", 2011). No adaptation here.
import { uniformStream } from "@nutmeg-ppl/compiler/random";
import { exp } from "@nutmeg-ppl/compiler/runtime";
import type { LogDensity } from "../logDensity.ts";
import {
  type Kernel,
  type KernelState,
  kernelOf,
  type Trajectory,
  type TransitionInfo,
  type Tuning,
} from "./kernel.ts";
import { finishLeapfrog, startLeapfrog } from "./leapfrog.ts";
import type { PhasePoint } from "./phasePoint.ts";
import { PhaseSpace, stateOf } from "./phaseSpace.ts";

export interface HMCOptions {
  /** Integration time; a trajectory has as many whole steps as fit, at least one. Default 2 pi. */
  readonly trajectoryLength?: number | undefined;
  /** A fixed number of steps instead of a fixed time. */
  readonly numSteps?: number | undefined;
  /** The rise in energy that counts as a divergence. Default 1000. */
  readonly divergenceThreshold?: number | undefined;
}

/** The HMC kernel of a density. */
export function hmc(density: LogDensity, options: HMCOptions = {}): Kernel {
  return kernelOf(density, new HMCTrajectory(density.dimension, options));
}

/**
 * HMC in steps. The momentum comes from lane 0 of the transition's key, the acceptance from lane 1. A trajectory that
 * meets a non-finite energy ends there and is rejected, which its reverse would be too.
 */
export class HMCTrajectory implements Trajectory {
  readonly #trajectoryLength: number;
  readonly #numSteps: number | undefined;
  readonly #divergenceThreshold: number;
  readonly #space: PhaseSpace;
  #from!: PhasePoint;
  #to!: PhasePoint;
  #key!: Uint32Array;
  #state!: KernelState;
  #tuning!: Tuning;
  #initialEnergy = 0;
  #planned = 0;
  #taken = 0;

  constructor(dimension: number, options: HMCOptions = {}) {
    this.#trajectoryLength = options.trajectoryLength ?? 2 * Math.PI;
    this.#numSteps = options.numSteps;
    this.#divergenceThreshold = options.divergenceThreshold ?? 1000;
    this.#space = new PhaseSpace(dimension);
  }

  begin(key: Uint32Array, state: KernelState, tuning: Tuning): PhasePoint {
    this.#key = key;
    this.#state = state;
    this.#tuning = tuning;
    this.#planned = this.#numSteps ?? Math.max(1, Math.floor(this.#trajectoryLength / tuning.stepSize));
    this.#taken = 0;
    this.#space.reset();
    this.#from = this.#space.launch(key, state, tuning);
    this.#to = this.#space.take();
    this.#initialEnergy = this.#from.energy;
    startLeapfrog(this.#space.memory, tuning.metric, tuning.stepSize, this.#from, this.#to);
    return this.#to;
  }

  advance(): PhasePoint | undefined {
    const { metric, stepSize } = this.#tuning;
    finishLeapfrog(this.#space.memory, metric, stepSize, this.#to);
    this.#taken++;
    if (this.#taken === this.#planned || !Number.isFinite(this.#to.energy)) return undefined;
    [this.#from, this.#to] = [this.#to, this.#from];
    startLeapfrog(this.#space.memory, metric, stepSize, this.#from, this.#to);
    return this.#to;
  }

  end(): [KernelState, TransitionInfo] {
    const proposal = this.#to;
    const rise = proposal.energy - this.#initialEnergy;
    const acceptProb = Number.isFinite(rise) ? exp(Math.min(0, -rise)) : 0;
    const accepted = uniformStream(this.#key, 1)() < acceptProb;
    const state = accepted ? stateOf(proposal) : this.#state;
    const info = {
      acceptProb,
      diverging: !(Number.isFinite(rise) && rise <= this.#divergenceThreshold),
      numSteps: this.#taken,
      treeDepth: 0,
      energy: accepted ? proposal.energy : this.#initialEnergy,
      potentialEnergy: -state.logDensity,
      stepSize: this.#tuning.stepSize,
    };
    return [state, info];
  }
}
