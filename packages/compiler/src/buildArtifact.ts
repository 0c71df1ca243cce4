// From a captured program to an artifact: the graph passes, then the Wasm target. What compileProgram does, and no dump.
import { UsageError } from "./errors.ts";
import { type CompileOptions, optimizeProgram } from "./optimizeProgram.ts";
import { parameter } from "./program/build.ts";
import type { Node } from "./program/node.ts";
import { type Program, parametersOf } from "./program/program.ts";
import type { Artifact } from "./runtime/artifact.ts";
import { compileWasm } from "./targets/wasm/compileWasm.ts";

function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads > 0) return;
  throw new UsageError(`compile: threads must be a whole number, 1 or more, but got ${threads}.`);
}

/** @param observe is given the text form of the module, to be made on demand */
export function buildArtifact(
  program: Program,
  options: CompileOptions,
  observe?: (toText: () => string) => void,
): Artifact {
  checkThreads(options.threads ?? 1);
  const optimized = optimizeProgram(program, options);
  const found = parametersOf(optimized);
  const ordered = options.parameters?.map(
    ({ name, shape }) => found.get(name) ?? (parameter(name, shape) as Node<"parameter">),
  );
  return compileWasm(optimized, ordered, options, observe);
}
