// A model taken apart for samplers of one's own: its density on unconstrained space, a start, and the ways between the two.
import { type CompileSettings, interpret, type Numeric, UsageError } from "@nutmeg-ppl/compiler";
import { foldIn, keyFromSeed } from "@nutmeg-ppl/compiler/random";
import {
  bindings,
  type InitStrategy,
  type LatentSite,
  type Model,
  type ModelArguments,
  unconstrain,
  unconstrainedModel,
} from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import type { ChainTask } from "../chain.ts";
import { outputTensor } from "../draws/outputTensor.ts";
import type { LogDensity } from "../logDensity.ts";
import { startChains } from "../mcmc/startChains.ts";
import { samplerSettings } from "../samplerSettings.ts";
import { ModelCompiler } from "../targets/modelTarget.ts";

export interface InitializeModelOptions {
  /** Default: `initToMode()` for mixtures, `initToUniform(2)` for other models. */
  readonly initStrategy?: InitStrategy;
  readonly compile?: CompileSettings;
}

/** A model, captured with its argument and compiled. Positions are the latent sites' unconstrained values, in order. */
export interface ModelInfo {
  readonly dimension: number;
  /** Where each latent site lies in a position. */
  readonly sites: readonly LatentSite[];
  /** A position with a finite log density and gradient. */
  readonly position: Float64Array;
  /** The log density on unconstrained space, Jacobians included, with its gradient. */
  readonly logDensity: LogDensity;
  /** Minus the log density: what Hamiltonian samplers call the potential energy. */
  potentialEnergy(position: Float64Array): number;
  /** The values of latent and deterministic sites at a position. */
  constrain(position: Float64Array): Record<string, tf.Tensor>;
  /** The position of constrained values of all latent sites. */
  unconstrain(values: Readonly<Record<string, Numeric>>): Float64Array;
  /** Ends the threads that `compile: { threads }` has started: evaluations then go on in the calling thread. */
  dispose(): void;
}

/**
 * Captures and compiles a model, and finds a start. As `numpyro.infer.util.initialize_model`.
 *
 * @param key a seed or a key, for the start
 * @throws whatever is wrong with the model or its argument, and UsageError when no start has a finite density; its
 *   methods throw a UsageError for a position of the wrong length, and for values outside their support.
 */
export async function initializeModel<A>(
  key: number | bigint | Uint32Array,
  model: Model<A>,
  args: ModelArguments<A>,
  { initStrategy, compile }: InitializeModelOptions = {},
): Promise<ModelInfo> {
  const captured = unconstrainedModel(model, args);
  const target = await new ModelCompiler(model, { initStrategy, ...(compile && { compile }) }).target(args);
  const settings = samplerSettings({ numWarmup: 0, numSamples: 1 });
  const own = keyFromSeed(key);
  const { tasks } = await startChains(target, foldIn(own, 2), [own], settings);
  const [start] = tasks as [ChainTask];
  const { dimension, sites } = captured;
  const scratch = new Float64Array(dimension);
  const check = (position: Float64Array): Float64Array => {
    if (position.length === dimension) return position;
    throw new UsageError(
      `A position has ${dimension} coordinates (${sites.map(({ name, size }) => `${name}: ${size}`).join(", ")}), ` +
        `but one of ${position.length} was given.`,
    );
  };
  return {
    dimension,
    sites,
    position: start.initialPosition,
    logDensity: target.density,
    potentialEnergy: (position) => -target.density.evaluate(check(position), scratch),
    constrain: (position) => {
      const values = interpret(captured.constrain, bindings(captured, check(position)));
      const tensors = captured.constrained.map(
        ({ name, shape }) => [name, outputTensor(values[name] as Float64Array, shape)] as const,
      );
      return Object.fromEntries(tensors);
    },
    unconstrain: (values) => unconstrain(captured, values),
    dispose: () => target.close(),
  };
}

/**
 * Minus the log density of a model at constrained values, on unconstrained space: with the Jacobians of its transforms. As
 * `numpyro.infer.util.potential_energy`. For many positions use `initializeModel`, which compiles.
 *
 * @param values - one for every latent site
 * @throws UsageError when a value is missing, or has the wrong shape, or lies outside its support.
 */
export function potentialEnergy<A>(
  model: Model<A>,
  args: ModelArguments<A>,
  values: Readonly<Record<string, Numeric>>,
): number {
  const captured = unconstrainedModel(model, args);
  const { logDensity } = interpret(captured.program, bindings(captured, unconstrain(captured, values)));
  return -((logDensity as Float64Array)[0] as number);
}
