// Poisson variates: products of uniforms below rate 30, Hörmann's PTRD above, in @stdlib's code.
import type { SamplerFactory } from "@nutmeg-ppl/compiler";
import stdlibPoisson from "@stdlib/random-base-poisson/lib/poisson.js";

/** The inner file is imported, as in logGamma.ts, for the sake of start-up time. */
export const poisson: SamplerFactory = (uniform) => (rate) => stdlibPoisson(uniform, rate as number);
