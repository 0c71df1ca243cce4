// Uniforms in the open interval (0, 1): the stream's own may be 0, which logarithms and tangents cannot take.
import type { SamplerFactory, Uniform } from "@nutmeg-ppl/compiler";

/** The next uniform that is not 0. */
export function openUniform(uniform: Uniform): number {
  let u = uniform();
  while (u === 0) u = uniform();
  return u;
}

export const standardUniform: SamplerFactory = (uniform) => () => openUniform(uniform);
