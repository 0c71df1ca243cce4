// The `sample` primitive: a named random variable, latent or observed.
import { asTensor, type Numeric, type RandomKey, UsageError } from "@nutmeg-ppl/compiler";
import { Distribution } from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { latentMessage } from "../effects/latentMessage.ts";
import type { InferHints } from "../effects/message.ts";
import { describe } from "../effects/show.ts";
import { applyStack } from "../effects/stack.ts";
import { mask } from "../handlers/mask.ts";
import { deterministic } from "./deterministic.ts";

export interface SampleOptions {
  /** The observed value; undefined or null leaves the site latent. */
  readonly obs?: Numeric | null | undefined;
  /** A key of the site's own; without it the enclosing `seed` gives one. */
  readonly key?: RandomKey | undefined;
  /** Leading dimensions of independent draws; inside a plate they join the batch shape. */
  readonly sampleShape?: readonly number[] | undefined;
  /** Hints for inference algorithms. */
  readonly infer?: InferHints | undefined;
  /** True where `obs` is known, broadcasting over the batch shape; the other elements are inferred. */
  readonly obsMask?: Numeric | undefined;
}

/**
 * Declares a random variable and returns its value.
 *
 * The value has shape `[...sampleShape, ...batchShape, ...eventShape]`, where the batch shape is the
 * distribution's after the enclosing plates have expanded it. As `numpyro.sample`.
 *
 * @throws UsageError when there is neither a value nor a key, when the distribution does not fit its plates, and
 *   when `obs` has the wrong shape, holds NaN or lies outside the support.
 */
export function sample(name: string, distribution: Distribution, options: SampleOptions = {}): tf.Tensor {
  requireName(name);
  if (!(distribution instanceof Distribution)) {
    throw new UsageError(
      `Site "${name}": sample needs a Distribution, for example new Normal(0, 1), but got ${describe(distribution)}.`,
    );
  }
  const { obs, key, sampleShape, infer, obsMask } = options;
  if (obsMask !== undefined) return sampleMasked(name, distribution, obsMask, options);
  const message = applyStack({
    ...latentMessage(name, distribution),
    value: obs === undefined || obs === null ? undefined : asTensor(obs),
    isObserved: obs !== undefined && obs !== null,
    key,
    sampleShape: sampleShape ?? [],
    infer: infer ?? {},
  });
  return (message as { value: tf.Tensor }).value;
}

/**
 * A partly observed site as two: `name_observed`, masked, and `name_unobserved`, of which the missing elements are used.
 * The elements of the second that are not used keep their prior, so that it stays a proper latent site for MCMC;
 * NumPyro masks them, which leaves MCMC a flat density there.
 */
function sampleMasked(
  name: string,
  distribution: Distribution,
  known: Numeric,
  options: SampleOptions,
): tf.Tensor {
  const { obs, key, infer } = options;
  if (obs === undefined || obs === null) {
    throw new UsageError(
      `Site "${name}": an obsMask says which elements of obs are known, but obs was not given.`,
    );
  }
  const observe = mask(() => sample(`${name}_observed`, distribution, { obs, infer }), known);
  const observed = observe();
  const unobserved = sample(`${name}_unobserved`, distribution, { key, infer });
  const isKnown = asTensor(known);
  const perEvent = tf.reshape(isKnown, [...isKnown.shape, ...distribution.eventShape.map(() => 1)]);
  return deterministic(name, tf.where(perEvent, observed, unobserved));
}

function requireName(name: unknown): void {
  if (typeof name === "string" && name !== "") return;
  throw new UsageError(`A sample site needs a non-empty string for a name, but got ${describe(name)}.`);
}
