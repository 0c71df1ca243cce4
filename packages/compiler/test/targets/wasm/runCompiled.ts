// Compiles a program and runs it in this thread, without the passes of compileProgram unless asked. Not a test.

import { type CompileOptions, compileProgram } from "../../../src/compileProgram.ts";
import type { Program } from "../../../src/program/program.ts";
import type { Artifact } from "../../../src/runtime/artifact.ts";
import { Executable } from "../../../src/runtime/executable.ts";
import { hostFunctions } from "../../../src/runtime/host/hostFunctions.ts";
import { hostMath } from "../../../src/runtime/hostMath.ts";
import { Crew } from "../../../src/runtime/threads/crew.ts";

/** As instantiate(), but at once, and in this thread alone. */
export function instantiateNow(artifact: Artifact): Executable {
  const crew = artifact.crew && new Crew(artifact.crew);
  return new Executable(
    artifact,
    new WebAssembly.Module(artifact.code),
    hostMath(artifact.hostFunctions, hostFunctions),
    crew,
  );
}

export function compiled(program: Program, options: CompileOptions = {}): Executable {
  return instantiateNow(compileProgram(program, options));
}
