// Starts at a draw from the prior.

import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";
import type { Starter } from "./initStrategy.ts";
import { initToMedian } from "./initToMedian.ts";

/** Every site starts at a draw from its prior. As `numpyro.infer.init_to_sample`. */
export function initToSample(): (model: UnconstrainedModel) => Starter {
  return initToMedian(1);
}
