// A start at a given unconstrained position. Constrained values are the model's to unconstrain.
import type { StartStrategy } from "./startStrategy.ts";

/** That position, tried once. */
export function fixedStart(position: Float64Array): StartStrategy {
  return (_key, attempt) => (attempt === 0 ? position.slice() : undefined);
}
