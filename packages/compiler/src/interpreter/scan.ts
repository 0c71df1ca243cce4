// The meaning of a loop: its body, step after step.
import { byRole, partTypes } from "../program/body.ts";
import { BINDING, type Node } from "../program/node.ts";
import { topologicalOrder } from "../program/program.ts";
import { sizeOf } from "../program/shape.ts";

/** The meaning of one op. */
type Apply = (node: Node, inputs: readonly Float64Array[]) => Float64Array;

/** A function from the values of the arguments of a body to those of its outputs. What is constant is evaluated once. */
function bodyFunction(node: Node<"scan">, apply: Apply): (args: readonly Float64Array[]) => Float64Array[] {
  const { body } = node.attributes;
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

/** The parts of a loop, one after the other. */
export function evaluateScan(
  node: Node<"scan">,
  inputs: readonly Float64Array[],
  apply: Apply,
): Float64Array {
  const { length, reverse, carries } = node.attributes;
  const { inits, xs, closed } = byRole<Float64Array>(node.attributes, inputs);
  const types = partTypes(node.attributes);
  const result = new Float64Array(sizeOf(node.shape));
  const step = bodyFunction(node, apply);
  let carry = inits;
  for (let count = 0; count < length; count++) {
    const t = reverse ? length - 1 - count : count;
    const slices = xs.map((x) => x.subarray((t * x.length) / length, ((t + 1) * x.length) / length));
    const outputs = step([...carry, ...slices, ...closed]);
    carry = outputs.slice(0, carries);
    for (let k = carries; k < outputs.length; k++) {
      const yielded = outputs[k] as Float64Array;
      result.set(yielded, (types[k] as (typeof types)[number]).offset + t * yielded.length);
    }
  }
  carry.forEach((last, k) => {
    result.set(last, (types[k] as (typeof types)[number]).offset);
  });
  return result;
}

/** One part of the vector of all. */
export function evaluatePart(node: Node<"part">, parts: Float64Array): Float64Array {
  const { attributes } = node.inputs[0] as Node<"scan">;
  const { offset } = partTypes(attributes)[node.attributes.index] as { offset: number };
  return parts.slice(offset, offset + sizeOf(node.shape));
}
