// From a benchmark model with its data to a density that can be evaluated, with the time that each step took.
import { type CompileSettings, compileProgram } from "@nutmeg-ppl/compiler";
import { type Artifact, CompiledDensity, instantiate } from "@nutmeg-ppl/compiler/runtime";
import type { UnconstrainedModel } from "@nutmeg-ppl/model";

/** Milliseconds. */
export interface BuildTimes {
  readonly capture: number;
  /** From the captured program to the bytes of a module. */
  readonly compile: number;
  /** The engine's compilation of the module, and the writing of the data into its memory. */
  readonly load: number;
}

export interface Built {
  readonly model: UnconstrainedModel;
  readonly artifact: Artifact;
  readonly density: CompiledDensity;
  readonly times: BuildTimes;
}

export async function build(
  capture: () => UnconstrainedModel,
  settings: CompileSettings = {},
): Promise<Built> {
  const began = performance.now();
  const model = capture();
  const captured = performance.now();
  const parameters = model.sites.map(({ name, unconstrainedShape }) => ({ name, shape: unconstrainedShape }));
  const artifact = compileProgram(model.program, { ...settings, gradientOf: "logDensity", parameters });
  const compiled = performance.now();
  const density = new CompiledDensity(await instantiate(artifact));
  const times = {
    capture: captured - began,
    compile: compiled - captured,
    load: performance.now() - compiled,
  };
  return { model, artifact, density, times };
}
