// Captures and compiles the flagship, with the time that each step took.
import { compileProgram } from "@nutmeg-ppl/compiler";
import { type Artifact, CompiledDensity, instantiate } from "@nutmeg-ppl/compiler/runtime";
import { type UnconstrainedModel, unconstrain, unconstrainedModel } from "@nutmeg-ppl/model";
import { K, mixture, START } from "./model.ts";

export interface CompiledFlagship {
  readonly model: UnconstrainedModel;
  readonly artifact: Artifact;
  /** Milliseconds. */
  readonly capture: number;
  readonly compile: number;
}

export function compileFlagship(x: Float64Array): CompiledFlagship {
  const began = performance.now();
  const model = unconstrainedModel(mixture, { k: K, x });
  const captured = performance.now();
  const parameters = model.sites.map(({ name, unconstrainedShape }) => ({ name, shape: unconstrainedShape }));
  const artifact = compileProgram(model.program, { gradientOf: "logDensity", parameters });
  return { model, artifact, capture: captured - began, compile: performance.now() - captured };
}

/** The compiled density at the start near the mode. */
export async function densityAtStart({ model, artifact }: CompiledFlagship) {
  const density = new CompiledDensity(await instantiate(artifact));
  const position = unconstrain(model, START);
  return { density, position, gradient: new Float64Array(density.dimension) };
}
