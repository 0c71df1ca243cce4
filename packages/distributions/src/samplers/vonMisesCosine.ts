// Cosines of von Mises variates around 0, by rejection from a wrapped Cauchy distribution. The sign of the angle is a
// fair coin's, and its arc cosine the graph's.
import type { SamplerFactory, Uniform } from "@nutmeg-ppl/compiler";
import ln from "@stdlib/math-base-special-ln";
import { openUniform } from "./standardUniform.ts";

/** The cosine of a uniform angle: that of twice the angle of a point in a disc. */
function cosineOfUniformAngle(uniform: Uniform): number {
  for (;;) {
    const [a, b] = [uniform(), uniform()];
    const norm = a * a + b * b;
    if (norm > 0 && norm <= 1) return (a * a - b * b) / norm;
  }
}

/** D. J. Best and N. I. Fisher, "Efficient simulation of the von Mises distribution", Applied Statistics 28 (1979). */
export const vonMisesCosine: SamplerFactory = (uniform) => (concentration) => {
  const k = concentration as number;
  const tau = 1 + Math.sqrt(1 + 4 * k * k);
  const rho = (tau - Math.sqrt(2 * tau)) / (2 * k);
  // For small k, rho has lost its digits and this is its limit.
  const r = k < 1e-5 ? 1 / k + k : (1 + rho * rho) / (2 * rho);
  for (;;) {
    const z = cosineOfUniformAngle(uniform);
    const f = (1 + r * z) / (r + z);
    const c = k * (r - f);
    const u = openUniform(uniform);
    if (c * (2 - c) > u || ln(c / u) + 1 >= c) return f;
  }
};
