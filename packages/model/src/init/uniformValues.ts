// Uniform numbers on the host.
import { draw, type RandomKey, valuesOf } from "@nutmeg-ppl/compiler";

/** `count` numbers in [-radius, radius). */
export function uniformValues(key: RandomKey, count: number, radius: number): Float64Array {
  if (count === 0) return new Float64Array(0);
  const sampler = (uniform: () => number) => () => radius * (2 * uniform() - 1);
  return valuesOf(draw({ key, shape: [count], parameters: [], sampler }));
}
