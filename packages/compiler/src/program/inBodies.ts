// Applies a change of programs to the bodies of loops, however deep they lie.
import { type Body, byRole, type ScanAttributes } from "./body.ts";
import { withInputs } from "./build.ts";
import { scan } from "./buildScan.ts";
import { isOp, type Node } from "./node.ts";
import { makeProgram, type Program, rewrite, topologicalOrder } from "./program.ts";

/** A loop over the same inputs whose body has other outputs, of the same types at least where there were some. */
export function withBody(node: Node<"scan">, body: Body): Node<"scan"> {
  const { outputs, arguments: own } = node.attributes.body;
  const same = outputs.length === body.outputs.length && outputs.every((one, i) => one === body.outputs[i]);
  if (same && own === body.arguments) return node;
  return scan({ ...node.attributes, ...byRole<Node>(node.attributes, node.inputs), body });
}

/** A body as a program whose outputs are called 0, 1, ... */
export function asProgram({ outputs }: Body): Program {
  return makeProgram(outputs.map((node, i) => [String(i), node] as const));
}

function changedBody({ body }: ScanAttributes, change: (program: Program) => Program): Body {
  return { arguments: body.arguments, outputs: [...change(asProgram(body)).outputs.values()] };
}

/** Whether a program has loops. */
export function hasLoops({ outputs }: Program): boolean {
  return topologicalOrder(outputs.values()).some((node) => isOp(node, "scan"));
}

/** The change, made to a program and to the bodies of the loops that it then has, and of the loops in those. */
export function inBodies(change: (program: Program) => Program): (program: Program) => Program {
  const everywhere = (program: Program): Program => {
    const changed = change(program);
    if (!hasLoops(changed)) return changed;
    const inLoop = (node: Node) =>
      isOp(node, "scan") ? withBody(node, changedBody(node.attributes, everywhere)) : node;
    return rewrite(changed, inLoop, withInputs);
  };
  return everywhere;
}
