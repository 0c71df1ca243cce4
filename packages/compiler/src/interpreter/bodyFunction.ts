// The body of a loop as a function of arrays, to be called at each step.
import type { Body } from "../program/body.ts";
import { BINDING, type Node } from "../program/node.ts";
import { topologicalOrder } from "../program/program.ts";

/** The meaning of one op. */
export type Apply = (node: Node, inputs: readonly Float64Array[]) => Float64Array;

/** A function from the values of the arguments of a body to those of its outputs. What is constant is evaluated once. */
export function bodyFunction(
  body: Body,
  apply: Apply,
): (args: readonly Float64Array[]) => readonly Float64Array[] {
  const order = topologicalOrder([...body.arguments, ...body.outputs]);
  const values = new Map<Node, Float64Array>();
  const evaluate = (one: Node): void => {
    const inputs = one.inputs.map((input) => values.get(input) as Float64Array);
    values.set(one, apply(one, inputs));
  };
  order.filter(({ binding }) => binding === BINDING.constant).forEach(evaluate);
  const inStep = order.filter((one) => one.binding !== BINDING.constant && one.op !== "argument");
  return (args) => {
    body.arguments.forEach((one, i) => {
      values.set(one, args[i] as Float64Array);
    });
    inStep.forEach(evaluate);
    return body.outputs.map((output) => values.get(output) as Float64Array);
  };
}
