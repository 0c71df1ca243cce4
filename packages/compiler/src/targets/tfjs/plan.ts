// What a program becomes on tfjs: which nodes run there at every evaluation, in which order, and what is given to them.
import { BINDING, isOp, type Node } from "../../program/node.ts";
import { type Program, topologicalOrder } from "../../program/program.ts";

export interface Step {
  readonly node: Node;
  /** Inputs that nothing later needs, but for what is given. */
  readonly last: readonly Node[];
}

export interface Plan {
  readonly steps: readonly Step[];
  /** What depends on no parameter: computed in float64, and uploaded once for each binding of the data. */
  readonly given: readonly Node[];
}

/** Whether a node is computed ahead. A broadcast is not: it costs nothing there, and its input is smaller. */
function isGiven(node: Node): boolean {
  return node.binding !== BINDING.parameter && !isOp(node, "broadcast");
}

/** Whether a node's tensor is given at each evaluation. */
function isBound(node: Node): boolean {
  return isOp(node, "parameter") || isOp(node, "argument");
}

export function makePlan(program: Program): Plan {
  const outputs = new Set(program.outputs.values());
  const all = topologicalOrder(outputs);
  const order = all.filter((node) => node.binding === BINDING.parameter || isOp(node, "broadcast"));
  const running = new Set(topologicalOrder(outputs, all.filter(isGiven)));
  const steps = order.filter((node) => running.has(node) && !isBound(node));
  const given = new Set([...outputs].filter(isGiven));
  for (const { inputs } of steps) for (const input of inputs) if (isGiven(input)) given.add(input);
  const kept = new Set<Node>([...outputs, ...given, ...all.filter(isBound)]);
  const lastFirst = steps.toReversed().map((node) => {
    const last = [...new Set(node.inputs)].filter((input) => !kept.has(input));
    for (const input of last) kept.add(input);
    return { node, last };
  });
  return { steps: lastFirst.reverse(), given: [...given] };
}
