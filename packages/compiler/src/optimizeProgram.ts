// From a captured program to the one that is scheduled: verifies, recognizes, differentiates if asked, runs the passes.
import { gradientName, valueAndGradient } from "./gradient/valueAndGradient.ts";
import { optimize, PASSES, type Pass } from "./passes/pipeline.ts";
import { recognize } from "./passes/recognize.ts";
import { sufficientStatistics } from "./passes/sufficientStatistics.ts";
import { fill } from "./program/build.ts";
import { inBodies } from "./program/inBodies.ts";
import type { Node, Shape } from "./program/node.ts";
import { makeProgram, type Program } from "./program/program.ts";
import { verify } from "./program/verify.ts";

/** What a user may choose about the code of a model. */
export interface CompileSettings {
  /**
   * "statistics" (the default): a sum over rows of data of squares of a linear form of the parameters is computed from
   * statistics of the data, at a cost that does not grow with the rows. It differs from the sum over rows by rounding:
   * relatively by about 1e-16 times the size of the data over that of their residuals. "rows": row by row, as written.
   * Neither tells in which order rows are added up.
   */
  readonly exact?: "statistics" | "rows";
  /**
   * Whether sums of products may be computed by multiply-adds, which round once and are faster, where the engine has
   * relaxed SIMD (Node 22 and later); elsewhere it changes nothing. Results then differ between machines in the last
   * bits, and so do draws. Off by default.
   */
  readonly fastMath?: boolean;
  /**
   * How many threads share one evaluation, the calling one among them; 1 by default. Loops over many rows are then cut into
   * parts, the same for any number of threads above 1, whose totals are added in a fixed order: results differ by
   * rounding from those of one thread, and not at all between 2 threads and 16. Programs that are too small to gain stay in
   * the calling thread. Where threads cannot share memory (a page that is not cross-origin isolated) that thread
   * computes all parts, with the same results.
   */
  readonly threads?: number;
}

export interface CompileOptions extends CompileSettings {
  /** What is compiled, for the names of files that NUTMEG_DUMP writes. */
  readonly name?: string;
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

/** Sees the program as captured, and what each step made of it. */
type Observe = (step: string, program: Program) => void;

/** What is done before a program is differentiated: compositions are recognized, since primitives have better derivatives. */
export function beforeDifferentiation(
  program: Program,
  { exact = "statistics" }: CompileSettings,
  observe: Observe = () => {},
): Program {
  verify(program, "compile");
  observe("captured", program);
  const recognized = inBodies(recognize)(program);
  observe("recognize", recognized);
  if (exact === "rows") return recognized;
  const summed = sufficientStatistics(recognized);
  observe("sufficient statistics", summed);
  return summed;
}

export function optimizeProgram(
  program: Program,
  { gradientOf, parameters, ...settings }: CompileOptions,
  observe: Observe = () => {},
  passes: readonly Pass[] = PASSES,
): Program {
  let current = beforeDifferentiation(program, settings, observe);
  if (gradientOf !== undefined) {
    current = valueAndGradient(current, gradientOf);
    if (parameters) current = inOrder(current, gradientOf, parameters);
    observe("differentiate", current);
  }
  return optimize(current, observe, passes);
}
