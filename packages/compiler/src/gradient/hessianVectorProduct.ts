// Second derivatives of a program, by reverse mode over reverse mode: the gradient of the slope along a direction.
import { binary, fill, parameter, reduce } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { makeProgram, type Program, parametersOf } from "../program/program.ts";
import { gradientName, valueAndGradient } from "./valueAndGradient.ts";

/** The name of the parameter that holds the direction along a parameter. */
export function directionName(parameter: string): string {
  return `v:${parameter}`;
}

/** The name of the output that holds a parameter's rows of the Hessian, times the direction. */
export function productName(parameter: string): string {
  return `h:${parameter}`;
}

function dot(a: Node, b: Node): Node {
  return reduce("sum", binary("mul", a, b), [...a.shape.keys()]);
}

/**
 * A program with the outputs `output`, "d:p" and "h:p" for each parameter p, of its shape: the value, the gradient, and
 * the Hessian times the direction that is given by new parameters "v:p", of the same shapes. It costs a few gradients.
 *
 * The Hessian is symmetric, so that the gradient of the slope along a direction, sum_p d:p . v:p, is its product with
 * that direction (Pearlmutter 1994, "Fast exact multiplication by the Hessian", section 3).
 * @param by the names of the parameters p; all without it
 * @throws UsageError when the output does not exist or is not a scalar.
 * @throws UnsupportedError when a derivative that is needed does not exist.
 */
export function hessianVectorProduct(program: Program, output: string, by?: ReadonlySet<string>): Program {
  const { outputs } = valueAndGradient(program, output, by);
  const parameters = [...parametersOf(program)].filter(([name]) => by?.has(name) ?? true);
  const slope = parameters
    .map(([name, { shape }]) =>
      dot(outputs.get(gradientName(name)) as Node, parameter(directionName(name), shape)),
    )
    .reduce((sum, term) => binary("add", sum, term), fill(0, []));
  const names = new Set(parameters.map(([name]) => name));
  const along = valueAndGradient(makeProgram([["slope", slope]]), "slope", names).outputs;
  const products = parameters.map(
    ([name, { shape }]) => [productName(name), along.get(gradientName(name)) ?? fill(0, shape)] as const,
  );
  return makeProgram([...outputs, ...products]);
}
