// What the page of ops finds out by trying: the ops that each function records, and how each op is differentiated and
// compiled. Not a test.
import * as tf from "@tensorflow/tfjs";
import { asTensor } from "../../src/capture/asTensor.ts";
import { capturing } from "../../src/capture/capturing.ts";
import { parameterTensor } from "../../src/capture/inputs.ts";
import { programOf } from "../../src/capture/programOf.ts";
import { nodeOf } from "../../src/capture/tensors.ts";
import { UnsupportedError } from "../../src/errors.ts";
import { type GradientRule, gradientRules } from "../../src/gradient/rules.ts";
import { lower } from "../../src/passes/lower.ts";
import { nodesWithBodies } from "../../src/program/body.ts";
import { parameter } from "../../src/program/build.ts";
import { BINDING, type Node } from "../../src/program/node.ts";
import type { OpName } from "../../src/program/ops.ts";
import { makeProgram } from "../../src/program/program.ts";
import * as besselFunctions from "../../src/special/besselFunctions.ts";
import * as errorFunctions from "../../src/special/errorFunctions.ts";
import * as gammaFunctions from "../../src/special/gammaFunctions.ts";
import * as incompleteIntegrals from "../../src/special/incompleteIntegrals.ts";
import * as linalg from "../../src/special/linalg.ts";
import * as logarithms from "../../src/special/logarithms.ts";
import * as selection from "../../src/special/selection.ts";
import type { Input } from "../capture/agree.ts";
import type { FunctionCase } from "../capture/functions/functionCase.ts";
import { caseProgram } from "../gradient/caseProgram.ts";
import { GRADIENT_CASES } from "../gradient/cases.ts";

const INPUTS: ReadonlySet<OpName> = new Set<OpName>(["parameter", "data", "constant", "iota"]);
const QUIET: ReadonlySet<OpName> = new Set<OpName>(["cast", "reshape", "broadcast"]);

/** The ops between inputs and outputs, in order of evaluation; moves that cost nothing only where there is nothing else. */
function opsBetween(outputs: readonly tf.Tensor[]): OpName[] {
  const program = programOf(Object.fromEntries(outputs.map((output, i) => [`${i}`, output])));
  const ops = nodesWithBodies(program.outputs.values()).map(({ op }) => op);
  const all = [...new Set(ops)].filter((op) => !INPUTS.has(op));
  const loud = all.filter((op) => !QUIET.has(op));
  return loud.length > 0 ? loud : all;
}

/** What a tfjs function makes of parameters in place of its float inputs. */
function applied({ op, inputs }: FunctionCase): tf.Tensor[] {
  const tensor = ({ shape, dtype, values }: Input, i: number): tf.Tensor =>
    dtype === "float32" ? parameterTensor(`x${i}`, shape) : tf.reshape(asTensor(values, dtype), [...shape]);
  return [op(...(inputs[0] ?? []).map(tensor))].flat();
}

/** The ops that a tfjs function records over parameters. */
export function recordedBy(one: FunctionCase): OpName[] {
  return capturing(() => opsBetween(applied(one)));
}

/** Whether some result of it is made of real numbers that depend on parameters. */
export function isReal(one: FunctionCase): boolean {
  return capturing(() =>
    applied(one).some((y) => y.dtype === "float32" && nodeOf(y).binding === BINDING.parameter),
  );
}

type Special = (...args: unknown[]) => tf.Tensor;

/** Special functions that take something beside tensors first. */
const SPECIAL_CALLS: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  argWhere: () => selection.argWhere([true, false]),
  multigammaln: (x) => gammaFunctions.multigammaln(x, 2),
  polygamma: (x) => gammaFunctions.polygamma(2, x),
  booleanMask: (x) => selection.booleanMask(x, [true, false, true]),
};

/** As many matrices as the function takes arguments, or fewer if the last ones are something else. */
function callSpecial(name: string, f: Special): tf.Tensor {
  const x = parameterTensor("x", [3, 3]);
  const own = SPECIAL_CALLS[name];
  if (own) return own(x);
  for (let count = f.length; count > 1; count--) {
    try {
      return f(...new Array<tf.Tensor>(count).fill(x));
    } catch {
      // It takes fewer tensors.
    }
  }
  return f(x);
}

/** The special functions, and the ops that each records. */
export function specialFunctions(): Map<string, OpName[]> {
  const modules = {
    ...besselFunctions,
    ...errorFunctions,
    ...gammaFunctions,
    ...incompleteIntegrals,
    ...linalg,
    ...logarithms,
    ...selection,
  };
  const named = Object.entries(modules) as [string, Special][];
  return new Map(
    named.map(([name, f]) => [name, capturing(() => opsBetween([callSpecial(name, f)]))] as const),
  );
}

/** A node of each op that a gradient case applies. */
export function sampleNodes(): Map<OpName, Node> {
  const found = new Map<OpName, Node>();
  for (const one of GRADIENT_CASES) {
    for (const node of nodesWithBodies(caseProgram(one).outputs.values()))
      if (!found.has(node.op)) found.set(node.op, node);
  }
  return found;
}

/** Whether any cotangent flows back through the node: "refused" where asking for one is an error. */
export function flowsBack(node: Node): boolean | "refused" {
  try {
    const cotangents = (gradientRules[node.op] as GradientRule)(node, parameter("cotangent", node.shape));
    return cotangents.some((one) => one !== null);
  } catch (error) {
    if (error instanceof UnsupportedError) return "refused";
    throw error;
  }
}

/** Whether the passes write the op with others. */
export function isLowered(node: Node): boolean {
  const { outputs } = lower(makeProgram([["x", node]]));
  return !nodesWithBodies(outputs.values()).some(({ op }) => op === node.op);
}
