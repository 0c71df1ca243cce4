// Evaluates a program at many points: compiled where it can be, else by the interpreter. It captures nothing.
import { UnsupportedError } from "@nutmeg-ppl/compiler";
import { type Artifact, instantiate } from "@nutmeg-ppl/compiler/runtime";

/** A program's outputs by name. The arrays may be overwritten by the next evaluation. */
export type Outputs = Readonly<Record<string, Float64Array>>;

/**
 * @param compile makes the artifact; an UnsupportedError of it is the reason to interpret
 * @param valuesOf the values of parameter number i at a point
 * @param interpreted the outputs at a point without compiled code
 */
export async function programEvaluator<T>(
  compile: () => Artifact,
  valuesOf: (i: number, at: T) => Float64Array,
  interpreted: (at: T) => Outputs,
): Promise<(at: T) => Outputs> {
  let artifact: Artifact;
  try {
    artifact = compile();
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return interpreted;
  }
  const executable = await instantiate(artifact);
  const parameters = artifact.parameters.map((slot) => executable.view(slot));
  const outputs = Object.fromEntries(artifact.outputs.map((slot) => [slot.name, executable.view(slot)]));
  return (at) => {
    for (const [i, view] of parameters.entries()) view.set(valuesOf(i, at));
    executable.evaluate();
    return outputs;
  };
}
