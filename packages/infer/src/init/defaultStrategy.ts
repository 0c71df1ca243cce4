// How chains start when the user does not say.
import { type InitStrategy, initToUniform, isMixture } from "@nutmeg-ppl/model";
import { initToMode } from "./initToMode.ts";

/**
 * In the dominant mode for mixtures, whose chains would otherwise end in local modes; uniformly in (-2, 2) for all others,
 * whose chains find one mode from anywhere and show by R-hat when they have not.
 */
export function defaultStrategy(): InitStrategy {
  const [toMode, toUniform] = [initToMode(), initToUniform()];
  return (model, context) => (isMixture(model, context.groups) ? toMode(model, context) : toUniform(model));
}
