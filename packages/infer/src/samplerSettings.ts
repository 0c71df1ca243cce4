// What a chain is told besides its density, key and start: plain data that crosses to workers. Names and defaults are
// NumPyro's, except that a step-size search is on by default, as in Stan.
import { UsageError } from "@nutmeg-ppl/compiler/runtime";
import type { MetricData } from "./kernels/metricData.ts";

/** The metrics that warmup can learn; see SamplerOptions.metric. */
export const METRICS = ["diagonal", "fisher", "lowRank", "welford", "dense", "blocks"] as const;

export type MetricName = (typeof METRICS)[number];

/** Options of a chain as a user gives them. */
export interface SamplerOptions {
  readonly algorithm?: "nuts" | "hmc" | undefined;
  /** Transitions that adapt and are dropped. Default 1000. */
  readonly numWarmup?: number | undefined;
  /** Transitions that are kept, at least 1. Default 1000. */
  readonly numSamples?: number | undefined;
  /** Keeps every n-th of the samples, numSamples / thinning in all. Default 1. */
  readonly thinning?: number | undefined;
  /** Keeps every n-th of warmup's transitions too. Default false. */
  readonly keepWarmup?: boolean | undefined;
  /** Where step-size adaptation starts, or the fixed step size. Default 1. */
  readonly stepSize?: number | undefined;
  /** Each transition's step size is the adapted one times 1 + jitter u, u uniform in (-1, 1). From 0, the default, to below 1. */
  readonly stepSizeJitter?: number | undefined;
  /**
   * The mass matrix that warmup learns. Default "diagonal": the draws' variances, on nuts-rs's schedule of many short,
   * overlapping windows. "fisher" has variances from draws and gradients together (Seyboldt, Carlson and Carpenter 2026,
   * arXiv:2603.18845), and "lowRank" adds the directions in which those are far off, for posteriors with strong
   * correlations. "welford" has Stan's variances, "dense" Stan's covariance matrix,
   * `{ blocks: [["a", "b"], ["c"]] }` a covariance matrix for the sites a and b, one for c, and variances for the others.
   */
  readonly metric?:
    | Exclude<MetricName, "blocks">
    | { readonly blocks: readonly (readonly string[])[] }
    | undefined;
  /**
   * M^-1 to start from, or the fixed one: a positive number per unconstrained dimension, a row-major matrix, or the
   * `metric` that the warmup of another run found. Default: what `metric` makes of the start's gradient, or ones.
   */
  readonly inverseMassMatrix?: Float64Array | MetricData | undefined;
  readonly adaptStepSize?: boolean | undefined;
  readonly adaptMassMatrix?: boolean | undefined;
  /** Whether a coarse search precedes dual averaging, at the start and after each change of the metric. */
  readonly findHeuristicStepSize?: boolean | undefined;
  /** The mean acceptance probability to adapt to, between 0 and 1. Default 0.8. */
  readonly targetAcceptProb?: number | undefined;
  /** NUTS: doublings at most, for both phases or as [warmup, sampling]. Default 10. */
  readonly maxTreeDepth?: number | readonly [number, number] | undefined;
  /** HMC: integration time. Default 2 pi. */
  readonly trajectoryLength?: number | undefined;
  /** HMC: a fixed number of steps instead of a time. */
  readonly numSteps?: number | undefined;
  /** The rise in energy that counts as a divergence. Default 1000. */
  readonly divergenceThreshold?: number | undefined;
}

/** The options with every default filled in and checked. */
export interface SamplerSettings {
  readonly algorithm: "nuts" | "hmc";
  readonly numWarmup: number;
  readonly numSamples: number;
  readonly thinning: number;
  readonly keepWarmup: boolean;
  readonly stepSize: number;
  readonly stepSizeJitter: number;
  readonly metric: MetricName;
  /** For the metric "blocks": the names of the sites of each. */
  readonly blocks: readonly (readonly string[])[];
  readonly inverseMassMatrix: Float64Array | MetricData | undefined;
  readonly adaptStepSize: boolean;
  readonly adaptMassMatrix: boolean;
  readonly findHeuristicStepSize: boolean;
  readonly targetAcceptProb: number;
  readonly maxTreeDepth: readonly [number, number];
  readonly trajectoryLength: number;
  readonly numSteps: number | undefined;
  readonly divergenceThreshold: number;
}

/** Fills in the defaults. Throws a UsageError that names the option, the value and what it may be. */
export function samplerSettings(options: SamplerOptions = {}): SamplerSettings {
  const { maxTreeDepth: depth = 10, adaptStepSize = true, metric = "diagonal" } = options;
  const settings: SamplerSettings = {
    algorithm: options.algorithm ?? "nuts",
    numWarmup: options.numWarmup ?? 1000,
    numSamples: options.numSamples ?? 1000,
    thinning: options.thinning ?? 1,
    keepWarmup: options.keepWarmup ?? false,
    stepSize: options.stepSize ?? 1,
    stepSizeJitter: options.stepSizeJitter ?? 0,
    metric: typeof metric === "object" ? "blocks" : metric,
    blocks: typeof metric === "object" ? metric.blocks : [],
    inverseMassMatrix: options.inverseMassMatrix,
    adaptStepSize,
    adaptMassMatrix: options.adaptMassMatrix ?? true,
    findHeuristicStepSize: options.findHeuristicStepSize ?? adaptStepSize,
    targetAcceptProb: options.targetAcceptProb ?? 0.8,
    maxTreeDepth: typeof depth === "number" ? [depth, depth] : depth,
    trajectoryLength: options.trajectoryLength ?? 2 * Math.PI,
    numSteps: options.numSteps,
    divergenceThreshold: options.divergenceThreshold ?? 1000,
  };
  check(settings);
  return settings;
}

function check(settings: SamplerSettings): void {
  const wholeFrom = (low: number) => (value: number) => Number.isSafeInteger(value) && value >= low;
  const positive = (value: number) => value > 0 && value < Infinity;
  require(settings, "numWarmup", "a whole number, 0 or more", wholeFrom(0));
  require(settings, "numSamples", "a whole number, 1 or more", wholeFrom(1));
  require(settings, "thinning", "a whole number from 1 to numSamples", (value) =>
    wholeFrom(1)(value) && value <= settings.numSamples);
  require(settings, "stepSize", "a positive number", positive);
  require(settings, "targetAcceptProb", "strictly between 0 and 1", (value) => value > 0 && value < 1);
  require(settings, "trajectoryLength", "a positive number", positive);
  require(settings, "divergenceThreshold", "a positive number", (value) => value > 0);
  require(settings, "numSteps", "a whole number, 1 or more", (value) =>
    value === undefined || wholeFrom(1)(value));
  require(settings, "maxTreeDepth", "a whole number from 1 to 30, or [warmup, sampling]", (value) =>
    value.length === 2 && value.every((depth) => wholeFrom(1)(depth) && depth <= 30));
  require(settings, "stepSizeJitter", "at least 0 and below 1", (value) => value >= 0 && value < 1);
  require(settings, "metric", '"diagonal", "fisher", "lowRank", "welford", "dense" or { blocks: [["site", ...], ...] }', (
    value,
  ) => METRICS.includes(value));
}

function require<K extends keyof SamplerSettings>(
  settings: SamplerSettings,
  name: K,
  expected: string,
  holds: (value: SamplerSettings[K]) => boolean,
): void {
  const value = settings[name];
  if (!holds(value)) throw new UsageError(`${name} must be ${expected}, not ${String(value)}.`);
}
