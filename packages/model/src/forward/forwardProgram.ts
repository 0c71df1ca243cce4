// A model run forwards, captured once: what it draws as a function of a random key and of the sites that are given.
import {
  asTensor,
  dataTensor,
  type Numeric,
  type Program,
  programOf,
  RandomKey,
  valuesOf,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { ModelArguments } from "../arguments.ts";
import { captureArguments } from "../captureArguments.ts";
import type { Model } from "../density/logDensity.ts";
import type { Site } from "../effects/message.ts";
import { seed } from "../handlers/seed.ts";
import { substitute } from "../handlers/substitute.ts";
import { trace } from "../handlers/trace.ts";

export interface ForwardSite {
  readonly name: string;
  readonly kind: "sample" | "deterministic";
  readonly isObserved: boolean;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
}

export interface ForwardProgram {
  /**
   * Outputs: the value of every sample and deterministic site, by name. Inputs, all data: KEY_INPUT, the two words of a
   * random key; `givenInput(site)` for every given site; the model's arrays.
   */
  readonly program: Program;
  /** What the program puts out, in the model's order; factors are left out. */
  readonly sites: readonly ForwardSite[];
}

export const KEY_INPUT = "key";

/** The data input that holds a given site's value. */
export function givenInput(site: string): string {
  return `given.${site}`;
}

/**
 * Captures a forward run of a model for replays with other keys and other given values: the prior when nothing is
 * given, the posterior predictive when the latent sites are.
 *
 * @param given - a value of every given site, for its shape and as the value at capture. Names that the model does not
 *   have are ignored; deterministic sites are computed, never given.
 * @throws UsageError for whatever is wrong with the model's sites, or when a given value has the wrong shape.
 */
export function forwardProgram<A>(
  model: Model<A>,
  args: ModelArguments<A>,
  given: Readonly<Record<string, Numeric>> = {},
): ForwardProgram {
  const captured = captureArguments<A>(args);
  const key = RandomKey.input(KEY_INPUT, RandomKey.from(0).words());
  const run = substitute(
    seed(() => model(captured.args), key),
    (site) => {
      const isGiven = site.type === "sample" && !site.isObserved && Object.hasOwn(given, site.name);
      return isGiven ? givenTensor(site.name, given[site.name] as Numeric) : undefined;
    },
  );
  const sites = [...trace(run).getTrace().values()].filter(isVisible);
  return {
    program: programOf(Object.fromEntries(sites.map((site) => [site.name, site.value]))),
    sites: sites.map((site) => ({
      name: site.name,
      kind: site.type,
      isObserved: site.type === "sample" && site.isObserved,
      shape: site.value.shape,
      dtype: site.value.dtype as ForwardSite["dtype"],
    })),
  };
}

function givenTensor(name: string, value: Numeric): tf.Tensor {
  const tensor = asTensor(value);
  return dataTensor(givenInput(name), valuesOf(tensor), tensor.shape, tensor.dtype as ForwardSite["dtype"]);
}

type VisibleSite = Site & { readonly type: "sample" | "deterministic"; readonly value: tf.Tensor };

function isVisible(site: Site): site is VisibleSite {
  return site.type === "deterministic" || (site.type === "sample" && !site.isFactor);
}
