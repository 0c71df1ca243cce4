// Standard normals by inversion: one uniform each.
import type { SamplerFactory } from "@nutmeg-ppl/compiler";
import { standardNormalQuantile } from "@nutmeg-ppl/compiler/random";
import { openUniform } from "./standardUniform.ts";

export const standardNormal: SamplerFactory = (uniform) => () => standardNormalQuantile(openUniform(uniform));
