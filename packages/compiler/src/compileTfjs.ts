// From a captured program to tfjs ops: the graph passes that suit whole ops, then the tfjs target.
import { UsageError } from "./errors.ts";
import { gradientName } from "./gradient/valueAndGradient.ts";
import { type CompileOptions, optimizeProgram } from "./optimizeProgram.ts";
import { WHOLE_OP_PASSES } from "./passes/pipeline.ts";
import type { Node } from "./program/node.ts";
import { type Program, parametersOf } from "./program/program.ts";
import { readyBackend } from "./targets/tfjs/readyBackend.ts";
import { refuseOdeint } from "./targets/tfjs/refuseOdeint.ts";
import { TfjsDensity } from "./targets/tfjs/tfjsDensity.ts";
import { TfjsExecutable } from "./targets/tfjs/tfjsExecutable.ts";

export interface TfjsOptions extends CompileOptions {
  /**
   * The name of a backend of tfjs that computes. By default the current one, else the one that tfjs prefers.
   * "tensorflow" is loaded from @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node.
   */
  readonly backend?: string;
}

/**
 * Statistics of data are made for float64: in float32 they lose what the sum over rows keeps.
 * @throws UnsupportedError for odeint
 */
function optimizeForTfjs(program: Program, options: CompileOptions): Program {
  const optimized = optimizeProgram(program, { exact: "rows", ...options }, undefined, WHOLE_OP_PASSES);
  refuseOdeint(optimized);
  return optimized;
}

/**
 * Prepares a program to be evaluated as tfjs ops on one of tfjs's backends, in float32: results agree with those of the
 * Wasm target to about seven digits, less what cancels. What depends on data alone is computed in float64 and uploaded
 * once for each binding.
 * @throws UsageError when the backend is not registered, not installed or does not start, or the output to
 *   differentiate is not a scalar.
 * @throws UnsupportedError when a needed derivative does not exist, and for odeint.
 */
export async function compileTfjs(program: Program, options: TfjsOptions = {}): Promise<TfjsExecutable> {
  const backend = await readyBackend(options.backend);
  return new TfjsExecutable(optimizeForTfjs(program, options), backend);
}

/**
 * Prepares a scalar log density to be evaluated with its gradient at many positions at once, as tfjs ops.
 * @param options.gradientOf the output that is the log density; "logDensity" by default
 * @param options.parameters the parameters in the order in which they lie in a position; by default as the program reads them
 * @throws as compileTfjs does, and UsageError when there is no parameter.
 */
export async function compileTfjsDensity(program: Program, options: TfjsOptions = {}): Promise<TfjsDensity> {
  const { gradientOf = "logDensity" } = options;
  const parameters =
    options.parameters ?? [...parametersOf(program)].map(([name, { shape }]) => ({ name, shape }));
  if (parameters.length === 0) throw new UsageError("tfjs: the log density has no parameters.");
  const backend = await readyBackend(options.backend);
  const { outputs } = optimizeForTfjs(program, { ...options, gradientOf, parameters });
  const output = (name: string): Node => outputs.get(name) as Node;
  const gradient = parameters.map(({ name }) => output(gradientName(name)));
  return new TfjsDensity({ value: output(gradientOf), gradient }, parameters, backend);
}
