// The meaning of a loop: its body, step after step.
import { byRole, type Loop, partTypes } from "../program/body.ts";
import type { Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { type Apply, bodyFunction } from "./bodyFunction.ts";

/** The parts of a loop, one after the other. */
export function evaluateScan(
  node: Node<"scan">,
  inputs: readonly Float64Array[],
  apply: Apply,
): Float64Array {
  const { length, reverse, carries, while: flag, body } = node.attributes;
  const { inits, xs, closed } = byRole<Float64Array>(node.attributes, inputs);
  const types = partTypes(node.attributes);
  const result = new Float64Array(sizeOf(node.shape));
  const step = bodyFunction(body, apply);
  let carry = inits;
  for (let count = 0; count < length; count++) {
    if (flag !== undefined && carry[flag]?.[0] === 0) break;
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
  const { attributes } = node.inputs[0] as Loop;
  const { offset } = partTypes(attributes)[node.attributes.index] as { offset: number };
  return parts.slice(offset, offset + sizeOf(node.shape));
}
