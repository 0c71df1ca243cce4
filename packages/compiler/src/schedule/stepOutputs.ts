// Prepares the body of a loop for scheduling: what a step stores, as nodes of their own.
import type { Body } from "../program/body.ts";
import { withInputs } from "../program/build.ts";
import { isOp, makeNode, type Node } from "../program/node.ts";
import { topologicalOrder } from "../program/program.ts";
import { ROUTINES } from "./classify.ts";
import { operandView } from "./operandView.ts";

/** The same value under another node, which can have another place in memory. */
function copyOf(node: Node): Node {
  return makeNode("reshape", [node], {}, node.shape, node.dtype);
}

/**
 * The outputs of a body, each once, none an input or the result of an algorithm, since those have places of their own.
 * Algorithms read copies of arguments: the place of an argument may move from step to step.
 */
export function stepOutputs({ outputs }: Body): Node[] {
  const done = new Map<Node, Node>();
  for (const node of topologicalOrder(outputs)) {
    const inputs = node.inputs.map((input) => {
      const own = done.get(input) as Node;
      return ROUTINES.has(node.op) && isOp(operandView(own).base, "argument") ? copyOf(own) : own;
    });
    done.set(node, withInputs(node, inputs));
  }
  return outputs.map((node) => copyOf(done.get(node) as Node));
}
