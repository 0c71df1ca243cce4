// Pathfinder as a user calls it: a model and its argument in, approximate posterior draws of its sites out.

import { type CompileSettings, sizeOf } from "@nutmeg-ppl/compiler";
import { keyFromSeed, splitKey } from "@nutmeg-ppl/compiler/random";
import { type InitStrategy, initToUniform, type Model, type ModelArguments } from "@nutmeg-ppl/model";
import type * as tf from "@tensorflow/tfjs-core";
import { outputTensor } from "../draws/outputTensor.ts";
import type { LogDensity } from "../logDensity.ts";
import { densityTarget } from "../targets/densityTarget.ts";
import { ModelCompiler } from "../targets/modelTarget.ts";
import type { Constrain, ShownSite } from "../targets/target.ts";
import { multiPathfinder, type PathfinderDraws, type PathfinderOptions } from "./multiPathfinder.ts";

export interface PathfinderRunOptions extends PathfinderOptions {
  /** A seed, or the two words of a key. Default 0. */
  readonly key?: number | bigint | Uint32Array;
  /** Where climbs start; default `initToUniform(2)`. Only for models. */
  readonly initStrategy?: InitStrategy;
  /** How the model is compiled. Only for models. */
  readonly compile?: CompileSettings;
}

export interface PathfinderResult extends PathfinderDraws {
  /** The draws of every latent and deterministic site: float64 tensors [numDraws, ...site]. */
  readonly samples: Record<string, tf.Tensor>;
}

/**
 * Approximates a posterior by normal distributions along paths of optimization, ten to a hundred times cheaper than
 * sampling, and says by `paretoK` whether the draws can be used as they are: below 0.7. Otherwise they are starts for
 * chains (`initToPathfinder`) at most. Multi-path Pathfinder of Zhang, Carpenter, Gelman and Vehtari (2022, JMLR 23(306)).
 *
 * @param args the model's argument; arrays in it become tensors
 * @throws UsageError when the model or its argument is wrong, or no path has a usable approximation.
 *
 * @example
 * const { samples, paretoK } = await pathfinder(model, { x }, { key: 42, numPaths: 8 });
 */
export async function pathfinder<A>(
  model: Model<A> | LogDensity,
  args?: ModelArguments<A>,
  { key = 0, initStrategy = initToUniform(), compile = {}, ...options }: PathfinderRunOptions = {},
): Promise<PathfinderResult> {
  const [shared, own] = splitKey(keyFromSeed(key), 2) as [Uint32Array, Uint32Array];
  const target =
    typeof model === "function"
      ? await new ModelCompiler(model, { initStrategy, compile }).target(args as ModelArguments<A>)
      : densityTarget(model);
  try {
    const draws = multiPathfinder(own, target.density, (await target.starts(shared)).at, options);
    return { ...draws, samples: samplesOf(target.sites, await target.constrainer(), draws) };
  } finally {
    target.close();
  }
}

function samplesOf(
  sites: readonly ShownSite[],
  constrain: Constrain,
  { positions, numDraws }: PathfinderDraws,
): Record<string, tf.Tensor> {
  const arrays = sites.map(({ shape }) => new Float64Array(numDraws * sizeOf(shape)));
  const dimension = positions.length / numDraws;
  for (let draw = 0; draw < numDraws; draw++) {
    const values = constrain(positions.subarray(draw * dimension, (draw + 1) * dimension));
    sites.forEach(({ name, shape }, site) => {
      arrays[site]!.set(values[name]!, draw * sizeOf(shape));
    });
  }
  const tensors = sites.map(({ name, shape }, site) => {
    return [name, outputTensor(arrays[site]!, [numDraws, ...shape])] as const;
  });
  return Object.fromEntries(tensors);
}
