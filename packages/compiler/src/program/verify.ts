// Checks that a program is well formed: that what the constructors of build.ts promise still holds after passes rebuilt it.
// Not a check of a user's model: whatever it finds is a bug of ours.
import { InternalError } from "../errors.ts";
import { type Body, isLoop } from "./body.ts";
import { faultOf } from "./faults.ts";
import { BINDING, BOUND, isOp, type Node } from "./node.ts";
import { printNode } from "./print.ts";
import { type Program, topologicalOrder } from "./program.ts";
import { sameShape, showShape } from "./shape.ts";
import { type TypeRule, typeRules } from "./typeRules.ts";

function orderFault(node: Node): string | undefined {
  if (node.inputs.some((input) => input.id >= node.id)) return "an input is younger than the node";
  const own = BOUND[node.op] ?? BINDING.constant;
  const binding = Math.max(own, ...node.inputs.map((input) => input.binding));
  return node.binding === binding ? undefined : `its binding is ${node.binding}, not ${binding}`;
}

function typeFault(node: Node): string | undefined {
  try {
    const inputs = node.inputs as unknown as [Node, Node, Node];
    const { shape, dtype } = (typeRules[node.op] as TypeRule)(node, ...inputs);
    const agree = sameShape(shape, node.shape) && dtype === node.dtype;
    return agree ? undefined : `its inputs make it ${dtype}${showShape(shape)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Two inputs may share a name only when nothing tells them apart, because values are bound by name. */
function nameFault(node: Node, named: Map<string, Node>): string | undefined {
  if (!isOp(node, "parameter") && !isOp(node, "data")) return undefined;
  const { name } = node.attributes;
  const other = named.get(name);
  named.set(name, node);
  if (!other) return undefined;
  const same =
    isOp(node, "data") && isOp(other, "data") && node.attributes.values === other.attributes.values;
  return same && sameShape(node.shape, other.shape) ? undefined : `another input is named "${name}" too`;
}

/** A body reads its own arguments and nothing else; outside of bodies there are none. */
function scopeFault(node: Node, body: Body | undefined): string | undefined {
  if (isOp(node, "argument"))
    return body?.arguments.includes(node) ? undefined : "it is no argument of this body";
  const input = isOp(node, "parameter") || isOp(node, "data");
  return body && input ? "the body of a loop reads an input that is not its argument" : undefined;
}

function verifyGraph(roots: Iterable<Node>, where: string, body?: Body): void {
  const named = new Map<string, Node>();
  for (const node of topologicalOrder(roots)) {
    const fault =
      orderFault(node) ??
      scopeFault(node, body) ??
      faultOf(node) ??
      typeFault(node) ??
      nameFault(node, named);
    if (fault !== undefined) throw new InternalError(`${where}: ${printNode(node)}: ${fault}.`);
    if (isLoop(node)) verifyGraph(node.attributes.body.outputs, where, node.attributes.body);
  }
}

/**
 * @param where what made the program, for the message
 * @throws InternalError with the printed node that breaks a rule.
 */
export function verify(program: Program, where: string): void {
  verifyGraph(program.outputs.values(), where);
}
