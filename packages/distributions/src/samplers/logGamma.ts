// Logarithms of standard gamma variates. The logarithm does not underflow for small shapes, where the variate itself does.
import type { SamplerFactory } from "@nutmeg-ppl/compiler";
import { standardNormalQuantile } from "@nutmeg-ppl/compiler/random";
import ln from "@stdlib/math-base-special-ln";
import marsagliaTsang from "@stdlib/random-base-gamma/lib/gamma.js";
import { openUniform } from "./standardUniform.ts";

/**
 * Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000), in @stdlib's code; a shape
 * below 1 is raised by 1 and the draw multiplied by a power of a uniform (their section 6). Its inner file is imported because
 * the package's entry point loads a Mersenne twister and 50 ms of helpers that are not needed here.
 */
export const logGamma: SamplerFactory = (uniform) => {
  const open = (): number => openUniform(uniform);
  const normal = (): number => standardNormalQuantile(open());
  return (concentration) => {
    const shape = concentration as number;
    const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    const draw = ln(marsagliaTsang(open, normal, 1, d, 1 / Math.sqrt(9 * d)));
    return shape < 1 ? draw + ln(open()) / shape : draw;
  };
};
