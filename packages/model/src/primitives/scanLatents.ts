// Where the latent sites of a scan get their values: from handlers outside, all steps at once, or from a key.
import {
  type Node,
  nodeOf,
  parameterTensor,
  RandomKey,
  topologicalOrder,
  UnsupportedError,
  UsageError,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import { type SampleMessage, shapeOf } from "../effects/message.ts";
import { ScannedDistribution } from "../effects/scannedDistribution.ts";
import type { ScanSite } from "../effects/scanSites.ts";
import { processStack } from "../effects/stack.ts";

/** What stands for a latent site's value while the sites are counted: of its shape and dtype, nothing more. */
export function placeholder(site: SampleMessage): tf.Tensor {
  try {
    return site.distribution.sample(RandomKey.from(0), [...site.sampleShape]);
  } catch (error) {
    if (error instanceof UnsupportedError) return parameterTensor(site.name, shapeOf(site));
    throw error;
  }
}

export interface Latents {
  /** Values of all steps, [length, ...]. */
  readonly given: ReadonlyMap<string, tf.Tensor>;
  /** Keys of the sites that have no value. */
  readonly drawn: ReadonlyMap<string, RandomKey>;
}

/**
 * Asks the handlers outside about each latent site of a step, as one site over all steps.
 * @param newest the youngest node before the step was run
 */
export function latentsOf(sites: ReadonlyMap<string, ScanSite>, length: number, newest: number): Latents {
  const given = new Map<string, tf.Tensor>();
  const drawn = new Map<string, RandomKey>();
  const latent = [...sites.values()].filter((site) => site.type === "sample" && !site.isObserved);
  for (const site of latent as SampleMessage[]) {
    const { name } = site;
    const distribution = new ScannedDistribution(site.distribution, length);
    const asked = {
      ...site,
      distribution,
      isScanned: true,
      value: undefined,
      sampleShape: [],
      mask: undefined,
      stop: false,
    };
    const { value, key } = processStack(asked) as SampleMessage;
    if (value) {
      refuseDependence(name, value, newest);
      given.set(name, value);
    } else if (key) drawn.set(name, key);
    else {
      throw new UsageError(
        `Site "${name}" in a scan has neither a value nor a random key. Run the model inside seed(model, key), ` +
          "or through MCMC or Predictive.",
      );
    }
  }
  return { given, drawn };
}

/** A value that was made from the support of one step must hold for all. */
function refuseDependence(name: string, value: tf.Tensor, newest: number): void {
  const isOfStep = (node: Node) => node.op === "argument" && node.id > newest;
  if (!topologicalOrder([nodeOf(value)]).some(isOfStep)) return;
  throw new UsageError(
    `Site "${name}" in a scan: its support depends on the carry or on x, so that no change of variables serves all steps. ` +
      "Give it a fixed support and transform its value, for example a Uniform(0, 1) that is scaled.",
  );
}
