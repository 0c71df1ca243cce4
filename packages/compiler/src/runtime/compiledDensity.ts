// A log density and its gradient over one flat position, served by a compiled program.
import { UsageError } from "../errors.ts";
import type { Artifact } from "./artifact.ts";
import { contiguousView } from "./contiguousView.ts";
import { type Executable, instantiate } from "./executable.ts";

export class CompiledDensity {
  /** The length of a position: the parameters, flat, in the artifact's order. */
  readonly dimension: number;
  readonly executable: Executable;
  readonly #position: Float64Array;
  readonly #gradient: Float64Array;
  readonly #value: Float64Array;

  /** `executable` must have the outputs `value` and then one derivative per parameter, as valueAndGradient makes them. */
  constructor(executable: Executable, value = "logDensity") {
    const { parameters, outputs } = executable.artifact;
    const derivatives = outputs.filter((slot) => slot.name !== value);
    const output = outputs.find((slot) => slot.name === value);
    if (!output || derivatives.length !== parameters.length) {
      throw new UsageError(
        `compiled density: the program must have the outputs "${value}" and a derivative per parameter.`,
      );
    }
    this.executable = executable;
    this.#position = contiguousView(executable, parameters);
    this.#gradient = contiguousView(executable, derivatives);
    this.dimension = this.#position.length;
    this.#value = executable.view(output);
  }

  /** The log density at a position of length `dimension`; its gradient is written to `gradient`. */
  evaluate(position: Float64Array, gradient: Float64Array): number {
    this.#position.set(position);
    this.executable.evaluate();
    gradient.set(this.#gradient);
    return this.#value[0] as number;
  }
}

/** A density to be evaluated in this thread. */
export async function instantiateDensity(artifact: Artifact, value = "logDensity"): Promise<CompiledDensity> {
  return new CompiledDensity(await instantiate(artifact), value);
}
