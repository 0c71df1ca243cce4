// The no-U-turn sampler: multinomial sampling over a doubling trajectory with the generalized U-turn criterion
// (Hoffman and Gelman 2014; Betancourt, "A conceptual introduction to Hamiltonian Monte Carlo", 2017, appendix A) and
// Stan's checks across subtrees. Iterative, without allocation per step. No adaptation here.
import { uniformStream } from "@nutmeg-ppl/compiler/random";
import { exp } from "@nutmeg-ppl/compiler/runtime";
import { jittered } from "./jitter.ts";
import type { KernelState, Trajectory, TransitionInfo, Tuning } from "./kernel.ts";
import { finishLeapfrog, startLeapfrog } from "./leapfrog.ts";
import type { Metric } from "./metric.ts";
import type { PhasePoint } from "./phasePoint.ts";
import { PhaseSpace, stateOf } from "./phaseSpace.ts";
import { Subtree } from "./subtree.ts";

export interface NUTSOptions {
  /** Doublings at most, at least 1: a trajectory has at most 2^maxTreeDepth - 1 steps. Default 10. */
  readonly maxTreeDepth?: number | undefined;
  /** The rise in energy that counts as a divergence. Default 1000. */
  readonly divergenceThreshold?: number | undefined;
  /** Each transition's step size is the tuning's times 1 + jitter u, u uniform in (-1, 1). Default 0. */
  readonly stepSizeJitter?: number | undefined;
}

/** Gains in H0 - H beyond this rescale the weights, which would overflow at 709. */
const RESCALE_AT = 500;

/**
 * NUTS in steps. The momentum comes from lane 0 of the transition's key; directions and choices from lane 1, in the
 * order in which Stan draws them. A doubling of depth k integrates 2^k points; finished stretches wait on a stack and
 * equal neighbours join, as carries do in a binary counter, so that each join is one of the recursion's returns.
 */
export class NUTSTrajectory implements Trajectory {
  readonly #maxTreeDepth: number;
  readonly #divergenceThreshold: number;
  readonly #jitter: number;
  readonly #space: PhaseSpace;
  readonly #trunk: Subtree;
  readonly #stack: Subtree[] = [];
  #height = 0;
  #state!: KernelState;
  #metric!: Metric;
  #stepSize = 0;
  #uniform!: () => number;
  #root!: PhasePoint;
  #frontier!: PhasePoint;
  #direction = 1;
  #initialEnergy = 0;
  /** The weights' common factor: weight = exp(H0 - H - offset). */
  #offset = 0;
  #depth = 0;
  #numSteps = 0;
  #sumAcceptProb = 0;
  #sumSymmetric = 0;
  #diverging = false;

  constructor(dimension: number, options: NUTSOptions = {}) {
    this.#maxTreeDepth = options.maxTreeDepth ?? 10;
    this.#divergenceThreshold = options.divergenceThreshold ?? 1000;
    this.#jitter = options.stepSizeJitter ?? 0;
    this.#space = new PhaseSpace(dimension);
    this.#trunk = new Subtree(this.#space);
  }

  begin(key: Uint32Array, state: KernelState, tuning: Tuning): PhasePoint {
    this.#state = state;
    this.#metric = tuning.metric;
    this.#stepSize = jittered(key, tuning.stepSize, this.#jitter);
    this.#uniform = uniformStream(key, 1);
    this.#space.reset();
    const root = this.#space.launch(key, state, tuning);
    this.#root = root;
    this.#initialEnergy = root.energy;
    this.#trunk.plant(root, 1);
    root.uses++; // kept to the end, which compares the proposal with it
    this.#offset = 0;
    this.#depth = 0;
    this.#numSteps = 0;
    this.#sumAcceptProb = 0;
    this.#sumSymmetric = 0;
    this.#diverging = false;
    return this.#startDoubling();
  }

  advance(): PhasePoint | undefined {
    const point = this.#frontier;
    finishLeapfrog(this.#space.memory, this.#metric, this.#direction * this.#stepSize, point);
    this.#numSteps++;
    const gain = this.#initialEnergy - point.energy;
    if (!(gain >= -this.#divergenceThreshold && gain < Infinity)) {
      if (gain < 0) this.#count(exp(gain));
      this.#diverging = true;
      return undefined;
    }
    const weight = this.#weigh(gain);
    this.#count(this.#offset === 0 ? weight : exp(gain));
    if (!this.#push(point, weight)) return undefined;
    return this.#numSteps + 1 === 2 << this.#depth ? this.#graft() : this.#startStep(point);
  }

  end(): [KernelState, TransitionInfo] {
    const { proposal } = this.#trunk;
    const info = {
      acceptProb: this.#sumAcceptProb / this.#numSteps,
      symmetricAcceptProb: this.#sumSymmetric / this.#numSteps,
      diverging: this.#diverging,
      numSteps: this.#numSteps,
      treeDepth: this.#depth,
      energy: proposal.energy,
      potentialEnergy: -proposal.logDensity,
      stepSize: this.#stepSize,
    };
    return [proposal === this.#root ? this.#state : stateOf(proposal), info];
  }

  /** Adds a point with exp(H0 - H) = `ratio` to what step-size adaptation is told. */
  #count(ratio: number): void {
    const accepted = Math.min(1, ratio);
    this.#sumAcceptProb += accepted;
    this.#sumSymmetric += (2 * accepted) / (1 + ratio);
  }

  /** Chooses a direction in time and takes the first step of the next doubling. */
  #startDoubling(): PhasePoint {
    this.#height = 0;
    this.#direction = this.#uniform() > 0.5 ? 1 : -1;
    return this.#startStep(this.#direction > 0 ? this.#trunk.end : this.#trunk.begin);
  }

  #startStep(from: PhasePoint): PhasePoint {
    const to = this.#space.take();
    startLeapfrog(this.#space.memory, this.#metric, this.#direction * this.#stepSize, from, to);
    this.#frontier = to;
    return to;
  }

  /** Adds a point to the doubling and joins what can be joined; false on a U-turn. */
  #push(point: PhasePoint, weight: number): boolean {
    let newest = this.#stretch(this.#height++);
    newest.plant(point, weight);
    while (this.#height > 1) {
      const older = this.#stretch(this.#height - 2);
      if (older.level !== newest.level) return true;
      if (!older.join(newest)) return false;
      older.weight += newest.weight;
      older.propose(newest.proposal, this.#uniform() * older.weight < newest.weight);
      newest = older;
      this.#height--;
    }
    return true;
  }

  /** Joins the finished doubling to the trunk, favouring its proposal, and goes on unless the whole has turned. */
  #graft(): PhasePoint | undefined {
    const trunk = this.#trunk;
    const branch = this.#stretch(0);
    this.#depth++;
    const straight = trunk.join(branch, this.#direction < 0);
    const heavier = branch.weight > trunk.weight;
    trunk.propose(branch.proposal, heavier || this.#uniform() * trunk.weight < branch.weight);
    trunk.weight += branch.weight;
    return straight && this.#depth < this.#maxTreeDepth ? this.#startDoubling() : undefined;
  }

  /** The stretch at a height of the stack, made when the stack first grows there. */
  #stretch(height: number): Subtree {
    const known = this.#stack[height];
    if (known !== undefined) return known;
    const fresh = new Subtree(this.#space);
    this.#stack.push(fresh);
    return fresh;
  }

  /** exp(gain) in the common scale, which moves when a far lower energy than all before turns up. */
  #weigh(gain: number): number {
    if (gain - this.#offset > RESCALE_AT) {
      const factor = exp(this.#offset - gain);
      this.#trunk.weight *= factor;
      for (const subtree of this.#stack.slice(0, this.#height)) subtree.weight *= factor;
      this.#offset = gain;
    }
    return exp(gain - this.#offset);
  }
}
