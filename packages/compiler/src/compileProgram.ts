// From a captured program to an artifact: recognizes, differentiates if asked, optimizes, compiles.
import { valueAndGradient } from "./gradient/valueAndGradient.ts";
import { optimize } from "./passes/pipeline.ts";
import { recognize } from "./passes/recognize.ts";
import type { Program } from "./program/program.ts";
import type { Artifact } from "./runtime/artifact.ts";
import { compileWasm } from "./targets/wasm/compileWasm.ts";

export interface CompileOptions {
  /** The scalar output to differentiate by every parameter; the program then has outputs `gradientOf` and "d:<parameter>". */
  readonly gradientOf?: string;
}

/**
 * Compiles a program to WebAssembly. Data inputs may be bound anew without compiling again.
 * @throws UnsupportedError for draws and for functions without a compiled form or a needed derivative.
 * @throws UsageError when the output to differentiate is not a scalar, or the program does not fit 4 GiB.
 */
export function compileProgram(program: Program, options: CompileOptions = {}): Artifact {
  // Compositions are recognized before they are differentiated: the primitives have better derivatives.
  const recognized = recognize(program);
  const { gradientOf } = options;
  return compileWasm(optimize(gradientOf === undefined ? recognized : valueAndGradient(recognized, gradientOf)));
}
