// From a captured program to an artifact: the graph passes, then the Wasm target.
import { type CompileOptions, type CompileSettings, optimizeProgram } from "./optimizeProgram.ts";
import { parameter } from "./program/build.ts";
import type { Node } from "./program/node.ts";
import { type Program, parametersOf } from "./program/program.ts";
import type { Artifact } from "./runtime/artifact.ts";
import { compileWasm } from "./targets/wasm/compileWasm.ts";

export type { CompileOptions, CompileSettings };

/**
 * Compiles a program to WebAssembly. Data inputs may be bound anew without compiling again.
 * @throws UnsupportedError for draws and for functions without a needed derivative.
 * @throws InternalError when the program is malformed.
 * @throws UsageError when the output to differentiate is not a scalar, or the program does not fit 4 GiB.
 */
export function compileProgram(program: Program, options: CompileOptions = {}): Artifact {
  const optimized = optimizeProgram(program, options);
  const found = parametersOf(optimized);
  const ordered = options.parameters?.map(
    ({ name, shape }) => found.get(name) ?? (parameter(name, shape) as Node<"parameter">),
  );
  return compileWasm(optimized, ordered, options.fastMath);
}
