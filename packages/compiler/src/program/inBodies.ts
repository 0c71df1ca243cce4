// Applies a change of programs to the bodies of loops, however deep they lie.
import { type Body, byRole, isLoop, type Loop } from "./body.ts";
import { withInputs } from "./build.ts";
import { byOdeRole, odeint } from "./buildOdeint.ts";
import { scan } from "./buildScan.ts";
import { isOp, type Node } from "./node.ts";
import { makeProgram, type Program, rewrite, topologicalOrder } from "./program.ts";

/** A loop over the same inputs whose body has other outputs, of the same types at least where there were some. */
export function withBody<L extends Loop>(node: L, body: Body): L;
export function withBody(node: Loop, body: Body): Loop {
  const { outputs, arguments: own } = node.attributes.body;
  const same = outputs.length === body.outputs.length && outputs.every((one, i) => one === body.outputs[i]);
  if (same && own === body.arguments) return node;
  return isOp(node, "scan")
    ? scan({ ...node.attributes, ...byRole<Node>(node.attributes, node.inputs), body })
    : odeint({ ...node.attributes, ...byOdeRole<Node>(node.attributes, node.inputs), body });
}

/** A body as a program whose outputs are called 0, 1, ... */
export function asProgram({ outputs }: Body): Program {
  return makeProgram(outputs.map((node, i) => [String(i), node] as const));
}

function changedBody(body: Body, change: (program: Program) => Program): Body {
  return { arguments: body.arguments, outputs: [...change(asProgram(body)).outputs.values()] };
}

/** Whether a program has loops. */
export function hasLoops({ outputs }: Program): boolean {
  return topologicalOrder(outputs.values()).some(isLoop);
}

/** The change, made to a program and to the bodies of the loops that it then has, and of the loops in those. */
export function inBodies(change: (program: Program) => Program): (program: Program) => Program {
  const everywhere = (program: Program): Program => {
    const changed = change(program);
    if (!hasLoops(changed)) return changed;
    const inLoop = (node: Node) =>
      isLoop(node) ? withBody(node, changedBody(node.attributes.body, everywhere)) : node;
    return rewrite(changed, inLoop, withInputs);
  };
  return everywhere;
}
