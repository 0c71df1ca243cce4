// Starts anywhere near the origin of unconstrained space.
import { UsageError } from "@nutmeg-ppl/compiler";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import type { Starter } from "./initStrategy.ts";
import { uniformValues } from "./uniformValues.ts";

/** Every unconstrained number is uniform in (-radius, radius). Stan's default, radius 2; 0 starts at the origin. */
export function initToUniform(radius = 2): (model: UnconstrainedModel) => Starter {
  if (!(radius >= 0 && Number.isFinite(radius))) {
    throw new UsageError(`initToUniform: the radius must be a finite number >= 0, but got ${radius}.`);
  }
  return (model) => (key) => uniformValues(key, model.dimension, radius);
}
