// The code of the program compiled last, and its use for later programs that differ in nothing but the values of data.
import { type CompileOptions, compileProgram, type Program, structureOf } from "@nutmeg-ppl/compiler";
import type { Artifact } from "@nutmeg-ppl/compiler/runtime";
import type { UnconstrainedModel } from "@nutmeg-ppl/model";

export class LastArtifact {
  #last: { readonly structure: string; readonly artifact: Artifact } | undefined;

  /**
   * The program's artifact with these data, compiled only when the program's structure is not the last one's.
   * @param options must follow from the structure, or be the same at every call
   * @throws what `compileProgram` throws.
   */
  of(program: Program, data: UnconstrainedModel["data"], options: CompileOptions): Artifact {
    const structure = structureOf(program);
    const last =
      this.#last?.structure === structure
        ? this.#last
        : { structure, artifact: compileProgram(program, options) };
    this.#last = last;
    return withData(last.artifact, data);
  }
}

/** The artifact with other data: the code is shared. */
function withData(artifact: Artifact, data: UnconstrainedModel["data"]): Artifact {
  const slots = artifact.data.map((slot) => ({
    ...slot,
    values: data.get(slot.name)?.values ?? slot.values,
  }));
  return { ...artifact, data: slots };
}
