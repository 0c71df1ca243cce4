// Hamiltonian Monte Carlo with a fixed number of leapfrog steps or a fixed integration time (Neal, "MCMC using
// Hamiltonian dynamics", 2011). No adaptation here.
import { uniformStream } from "@nutmeg-ppl/compiler/random";
import { exp } from "@nutmeg-ppl/compiler/runtime";
import { jittered } from "./jitter.ts";
import type { KernelState, Trajectory, TransitionInfo, Tuning } from "./kernel.ts";
import { finishLeapfrog, startLeapfrog } from "./leapfrog.ts";
import type { Metric } from "./metric.ts";
import type { PhasePoint } from "./phasePoint.ts";
import { PhaseSpace, stateOf } from "./phaseSpace.ts";

export interface HMCOptions {
  /** Integration time; a trajectory has as many whole steps as fit, at least one. Default 2 pi. */
  readonly trajectoryLength?: number | undefined;
  /** A fixed number of steps instead of a fixed time. */
  readonly numSteps?: number | undefined;
  /** The rise in energy that counts as a divergence. Default 1000. */
  readonly divergenceThreshold?: number | undefined;
  /**
   * Each transition's step size is the tuning's times 1 + jitter u, u uniform in (-1, 1), and its number of steps that of
   * the tuning's, so that the time is jittered too, as in Stan. Default 0.
   */
  readonly stepSizeJitter?: number | undefined;
}

/**
 * HMC in steps. The momentum comes from lane 0 of the transition's key, the acceptance from lane 1. A trajectory that
 * meets a non-finite energy ends there and is rejected, which its reverse would be too.
 */
export class HMCTrajectory implements Trajectory {
  readonly #trajectoryLength: number;
  readonly #numSteps: number | undefined;
  readonly #divergenceThreshold: number;
  readonly #jitter: number;
  readonly #space: PhaseSpace;
  #from!: PhasePoint;
  #to!: PhasePoint;
  #key!: Uint32Array;
  #state!: KernelState;
  #metric!: Metric;
  #stepSize = 0;
  #initialEnergy = 0;
  #planned = 0;
  #taken = 0;

  constructor(dimension: number, options: HMCOptions = {}) {
    this.#trajectoryLength = options.trajectoryLength ?? 2 * Math.PI;
    this.#numSteps = options.numSteps;
    this.#divergenceThreshold = options.divergenceThreshold ?? 1000;
    this.#jitter = options.stepSizeJitter ?? 0;
    this.#space = new PhaseSpace(dimension);
  }

  begin(key: Uint32Array, state: KernelState, tuning: Tuning): PhasePoint {
    this.#key = key;
    this.#state = state;
    this.#metric = tuning.metric;
    this.#stepSize = jittered(key, tuning.stepSize, this.#jitter);
    this.#planned = this.#numSteps ?? Math.max(1, Math.floor(this.#trajectoryLength / tuning.stepSize));
    this.#taken = 0;
    this.#space.reset();
    this.#from = this.#space.launch(key, state, tuning);
    this.#to = this.#space.take();
    this.#initialEnergy = this.#from.energy;
    startLeapfrog(this.#space.memory, this.#metric, this.#stepSize, this.#from, this.#to);
    return this.#to;
  }

  advance(): PhasePoint | undefined {
    finishLeapfrog(this.#space.memory, this.#metric, this.#stepSize, this.#to);
    this.#taken++;
    if (this.#taken === this.#planned || !Number.isFinite(this.#to.energy)) return undefined;
    [this.#from, this.#to] = [this.#to, this.#from];
    startLeapfrog(this.#space.memory, this.#metric, this.#stepSize, this.#from, this.#to);
    return this.#to;
  }

  end(): [KernelState, TransitionInfo] {
    const proposal = this.#to;
    const rise = proposal.energy - this.#initialEnergy;
    const ratio = Number.isFinite(rise) ? exp(-rise) : 0;
    const acceptProb = Math.min(1, ratio);
    const accepted = uniformStream(this.#key, 1)() < acceptProb;
    const state = accepted ? stateOf(proposal) : this.#state;
    const info = {
      acceptProb,
      symmetricAcceptProb: (2 * acceptProb) / (1 + ratio),
      diverging: !(Number.isFinite(rise) && rise <= this.#divergenceThreshold),
      numSteps: this.#taken,
      treeDepth: 0,
      energy: accepted ? proposal.energy : this.#initialEnergy,
      potentialEnergy: -state.logDensity,
      stepSize: this.#stepSize,
    };
    return [state, info];
  }
}
