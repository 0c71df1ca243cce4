// Starts at a draw from the prior.

import type { InitStrategy } from "./initStrategy.ts";
import { initToMedian } from "./initToMedian.ts";

/** Every site starts at a draw from its prior. As `numpyro.infer.init_to_sample`. */
export function initToSample(): InitStrategy {
  return initToMedian(1);
}
