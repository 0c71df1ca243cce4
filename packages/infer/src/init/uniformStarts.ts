// Starts drawn uniformly from a box around 0: Stan's and NumPyro's default.
import { uniformStream } from "@nutmeg-ppl/compiler/random";
import type { StartStrategy } from "./startStrategy.ts";

/** Every unconstrained coordinate uniform on (-radius, radius). */
export function uniformStarts(dimension: number, radius = 2): StartStrategy {
  return (key) => {
    const uniform = uniformStream(key);
    return Float64Array.from({ length: dimension }, () => radius * (2 * uniform() - 1));
  };
}
