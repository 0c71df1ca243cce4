// Starts drawn uniformly from a box around 0: Stan's and NumPyro's default.
import { uniformStream } from "@nutmeg-ppl/compiler/random";

/** Every unconstrained coordinate uniform on (-radius, radius). */
export function uniformStarts(dimension: number, radius = 2): (key: Uint32Array) => Float64Array {
  return (key) => {
    const uniform = uniformStream(key);
    return Float64Array.from({ length: dimension }, () => radius * (2 * uniform() - 1));
  };
}
