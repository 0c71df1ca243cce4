// Runs the nodes of a plan in order, each by the rule of its op, and frees every tensor after its last use.
import * as tf from "@tensorflow/tfjs-core";
import type { Node } from "../../program/node.ts";
import type { Operand } from "./operand.ts";
import type { Step } from "./plan.ts";

/** The rule of one op. */
export type ApplyRule = (node: Node, inputs: readonly Operand[]) => tf.Tensor;

/** A tensor of its own, so that disposing of an input does not dispose of the result. */
function own(result: tf.Tensor, inputs: readonly Operand[]): tf.Tensor {
  return inputs.some(({ tensor }) => tensor === result) ? tf.clone(result) : result;
}

/**
 * @param tensors what is given; the results are added, and what is not needed any more is disposed of
 * @param known the values of what depends on no parameter
 */
export function runSteps(
  steps: readonly Step[],
  tensors: Map<Node, tf.Tensor>,
  known: ReadonlyMap<Node, Float64Array>,
  apply: ApplyRule,
): void {
  const operand = (node: Node): Operand => ({
    node,
    tensor: tensors.get(node) as tf.Tensor,
    known: known.get(node),
  });
  for (const { node, last } of steps) {
    const inputs = node.inputs.map(operand);
    tensors.set(
      node,
      tf.tidy(() => own(apply(node, inputs), inputs)),
    );
    for (const input of last) tensors.get(input)?.dispose();
  }
}
