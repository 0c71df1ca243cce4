// The log density of a model at given values, on the constrained space, without Jacobians.
import { capturing, type Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { ModelArguments } from "../arguments.ts";
import { captureArguments } from "../captureArguments.ts";
import type { Trace } from "../effects/message.ts";
import { substitute } from "../handlers/substitute.ts";
import { trace } from "../handlers/trace.ts";
import { siteTerms, total } from "./siteTerms.ts";

/** A model: any function of one argument that calls primitives. */
export type Model<A = unknown, R = unknown> = (args: A) => R;

/**
 * The log of the joint density of a model's sample sites, a scalar, and the trace of the run.
 *
 * @param args - the model's argument; arrays may stand where the model declares tensors.
 * @param values - values of latent sites by name. As `numpyro.infer.util.log_density`.
 * @throws UsageError when a latent site has no value, or one of the wrong shape.
 */
export function logDensity<A>(
  model: Model<A>,
  args: ModelArguments<A>,
  values: Readonly<Record<string, Numeric>>,
): { readonly logDensity: tf.Tensor; readonly trace: Trace } {
  const captured = captureArguments<A>(args);
  return capturing(() => {
    const sites = trace(substitute(model, values)).getTrace(captured.args);
    return { logDensity: total(siteTerms(sites).values()), trace: sites };
  });
}
