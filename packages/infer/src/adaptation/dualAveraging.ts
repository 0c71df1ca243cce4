// Step-size adaptation by Nesterov's dual averaging (Hoffman and Gelman 2014, section 3.2, with Stan's constants).
// Plain values in, plain values out: a state can be kept, sent and resumed.
import { exp, log } from "@nutmeg-ppl/compiler/runtime";

/** Everything that dual averaging remembers. */
export interface DualAveraging {
  /** The step size for the next transition. */
  readonly stepSize: number;
  /** log(10 times the step size of the start): where the iterates are pulled to. */
  readonly center: number;
  /** Updates so far. */
  readonly count: number;
  /** Weighted mean of target minus acceptance (s-bar in Stan). */
  readonly meanError: number;
  /** Weighted mean of the log step sizes (x-bar in Stan). */
  readonly meanLog: number;
}

export interface DualAveragingOptions {
  readonly targetAcceptProb?: number | undefined;
  readonly gamma?: number | undefined;
  readonly kappa?: number | undefined;
  readonly t0?: number | undefined;
}

/** The state before any update, from a step size that the search found. */
export function startDualAveraging(stepSize: number): DualAveraging {
  return { stepSize, center: log(10 * stepSize), count: 0, meanError: 0, meanLog: log(stepSize) };
}

/** Learns from the mean acceptance probability of one transition. Defaults: target 0.8, gamma 0.05, kappa 0.75, t0 10. */
export function updateDualAveraging(
  state: DualAveraging,
  acceptProb: number,
  { targetAcceptProb = 0.8, gamma = 0.05, kappa = 0.75, t0 = 10 }: DualAveragingOptions = {},
): DualAveraging {
  const count = state.count + 1;
  const eta = 1 / (count + t0);
  const meanError = (1 - eta) * state.meanError + eta * (targetAcceptProb - Math.min(1, acceptProb));
  const logStep = state.center - (meanError * Math.sqrt(count)) / gamma;
  const weight = exp(-kappa * log(count)); // 1 at the first update, which forgets the start
  const meanLog = (1 - weight) * state.meanLog + weight * logStep;
  return { stepSize: exp(logStep), center: state.center, count, meanError, meanLog };
}

/** The averaged step size, for sampling; the starting one if nothing was learned. */
export function averagedStepSize(state: DualAveraging): number {
  return state.count === 0 ? state.stepSize : exp(state.meanLog);
}
