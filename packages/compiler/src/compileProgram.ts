// From a captured program to an artifact: recognizes, differentiates if asked, optimizes, compiles.
import { gradientName, valueAndGradient } from "./gradient/valueAndGradient.ts";
import { optimize } from "./passes/pipeline.ts";
import { recognize } from "./passes/recognize.ts";
import { fill, parameter } from "./program/build.ts";
import type { Node, Shape } from "./program/node.ts";
import { makeProgram, type Program, parametersOf } from "./program/program.ts";
import { verify } from "./program/verify.ts";
import type { Artifact } from "./runtime/artifact.ts";
import { compileWasm } from "./targets/wasm/compileWasm.ts";

export interface CompileOptions {
  /** The scalar output to differentiate by every parameter; the program then has outputs `gradientOf` and "d:<parameter>". */
  readonly gradientOf?: string;
  /**
   * The parameters in the order in which they and their derivatives lie in memory. One that the program does not read
   * has the derivative 0. By default those that the program reads, in the order in which it first does.
   */
  readonly parameters?: readonly { readonly name: string; readonly shape: Shape }[];
}

/** The program with exactly the outputs `value` and the derivatives by the listed parameters, in their order. */
function inOrder(
  program: Program,
  value: string,
  parameters: NonNullable<CompileOptions["parameters"]>,
): Program {
  const derivatives = parameters.map(({ name, shape }) => {
    const output = gradientName(name);
    return [output, program.outputs.get(output) ?? fill(0, shape)] as const;
  });
  return makeProgram([[value, program.outputs.get(value) as Node] as const, ...derivatives]);
}

/**
 * Compiles a program to WebAssembly. Data inputs may be bound anew without compiling again.
 * @throws UnsupportedError for draws and for functions without a compiled form or a needed derivative.
 * @throws InternalError when the program is malformed.
 * @throws UsageError when the output to differentiate is not a scalar, or the program does not fit 4 GiB.
 */
export function compileProgram(program: Program, options: CompileOptions = {}): Artifact {
  verify(program, "compile");
  const { gradientOf, parameters } = options;
  // Compositions are recognized before they are differentiated: the primitives have better derivatives.
  let prepared = recognize(program);
  if (gradientOf !== undefined) {
    prepared = valueAndGradient(prepared, gradientOf);
    if (parameters) prepared = inOrder(prepared, gradientOf, parameters);
  }
  const optimized = optimize(prepared);
  const found = parametersOf(optimized);
  const ordered = parameters?.map(
    ({ name, shape }) => found.get(name) ?? (parameter(name, shape) as Node<"parameter">),
  );
  return compileWasm(optimized, ordered);
}
