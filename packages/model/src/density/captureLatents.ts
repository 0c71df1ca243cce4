// Runs a model once with an unconstrained input in the place of every latent site.
import { capturing, parameterTensor, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import { atSite } from "../effects/atSite.ts";
import type { SampleMessage, Trace } from "../effects/message.ts";
import { seed } from "../handlers/seed.ts";
import { substitute } from "../handlers/substitute.ts";
import { trace } from "../handlers/trace.ts";
import { type LatentSpace, latentSpace } from "./latentSpace.ts";

export interface Latent extends LatentSpace {
  readonly name: string;
  /** The log of the absolute Jacobian determinant, summed to a scalar; undefined where the transform is the identity. */
  readonly logJacobian: tf.Tensor | undefined;
}

export interface CapturedModel {
  readonly latents: readonly Latent[];
  readonly trace: Trace;
}

/**
 * @param run - the model with its argument bound.
 * @param key - for `param` sites whose initial value is random; nothing else in the run is.
 */
export function captureLatents(run: () => unknown, key: RandomKey | undefined): CapturedModel {
  const latents: Latent[] = [];
  const givingInputs = substitute(run, (site) => {
    if (site.type !== "sample" || site.value) return undefined;
    const { latent, value } = capture(site);
    latents.push(latent);
    return value;
  });
  const seeded = key ? seed(givingInputs, key, { hideTypes: ["sample", "plate", "key"] }) : givingInputs;
  return { trace: capturing(() => trace(seeded).getTrace()), latents };
}

function capture(message: SampleMessage): { latent: Latent; value: tf.Tensor } {
  const space = latentSpace(message);
  const input = parameterTensor(message.name, [...space.unconstrainedShape]);
  return atSite(message.name, () => {
    const value = space.transform.call(input);
    const logJacobian = value === input ? undefined : tf.sum(space.transform.logAbsDetJacobian(input, value));
    return { latent: { ...space, name: message.name, logJacobian }, value };
  });
}
