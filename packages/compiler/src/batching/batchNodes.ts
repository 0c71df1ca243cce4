// The vmap of JAX as a graph transform: nodes of one evaluation become nodes of many, side by side on a leading axis.
import { InternalError } from "../errors.ts";
import type { Node } from "../program/node.ts";
import { printNode } from "../program/print.ts";
import { topologicalOrder } from "../program/program.ts";
import { sameShape } from "../program/shape.ts";
import { lead, type Operand } from "./operand.ts";
import { type BatchRule, batchRules } from "./rules.ts";

function checkReplacement(node: Node, replacement: Node, size: number): void {
  if (replacement.dtype === node.dtype && sameShape(replacement.shape, [size, ...node.shape])) return;
  throw new InternalError(
    `batch: ${printNode(node)} cannot become ${printNode(replacement)}: it needs a leading axis of ${size}.`,
  );
}

function batchOne(node: Node, inputs: readonly Operand[], size: number): Operand {
  if (!inputs.some((input) => input.batched)) return { node, batched: false };
  const rule = (batchRules as Readonly<Record<string, BatchRule>>)[node.op] as BatchRule;
  return { node: rule(node, inputs, size, batchNodes), batched: true };
}

/**
 * The outputs for `size` values of some nodes at once: each has shape [size, ...its own].
 * What depends on none of those nodes is computed once, and repeated only where it meets what does.
 * @param batched for each node that differs over the batch, its values on a leading axis of `size`
 * @throws InternalError when a replacement has another shape or dtype.
 */
export function batchNodes(outputs: readonly Node[], batched: ReadonlyMap<Node, Node>, size: number): Node[] {
  const done = new Map<Node, Operand>();
  for (const [node, replacement] of batched) {
    checkReplacement(node, replacement, size);
    done.set(node, { node: replacement, batched: true });
  }
  for (const node of topologicalOrder(outputs, batched.keys())) {
    const inputs = node.inputs.map((input) => done.get(input) as Operand);
    done.set(node, batchOne(node, inputs, size));
  }
  return outputs.map((node) => lead(done.get(node) as Operand, size));
}
