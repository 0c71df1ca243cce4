// Rewrites scans: what takes the place of each of their parts. Not which loops, nor why.
import { withInputs } from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import { type Program, rewrite, topologicalOrder } from "../program/program.ts";

/** Which parts of each loop are read. */
function usedParts(program: Program): Map<Node, Set<number>> {
  const used = new Map<Node, Set<number>>();
  for (const node of topologicalOrder(program.outputs.values())) {
    if (!isOp(node, "part")) continue;
    const scan = node.inputs[0] as Node;
    if (!isOp(scan, "scan")) continue;
    used.set(scan, (used.get(scan) ?? new Set()).add(node.attributes.index));
  }
  return used;
}

/**
 * @param replace gives, for a loop with changed inputs, what takes the place of each of the parts that are read
 */
export function replaceLoops(
  program: Program,
  replace: (loop: Node<"scan">, used: ReadonlySet<number>) => ReadonlyMap<number, Node>,
): Program {
  const used = usedParts(program);
  if (used.size === 0) return program;
  const results = new Map<Node, ReadonlyMap<number, Node>>();
  const change = (node: Node, original: Node): Node => {
    if (isOp(node, "scan")) results.set(original, replace(node, used.get(original) ?? new Set()));
    if (!isOp(node, "part") || !isOp(node.inputs[0] as Node, "scan")) return node;
    return results.get(original.inputs[0] as Node)?.get(node.attributes.index) as Node;
  };
  return rewrite(program, change, withInputs);
}
