// A program: named outputs over a graph of nodes, with the inputs found in it. Not a schedule and not code.
import { isOp, type Node } from "./node.ts";

export interface Program {
  readonly outputs: ReadonlyMap<string, Node>;
}

export function makeProgram(outputs: Iterable<readonly [string, Node]>): Program {
  return { outputs: new Map(outputs) };
}

/** Every node that the roots need, inputs before users, in a fixed order; not the nodes `known`, nor what only they need. */
export function topologicalOrder(roots: Iterable<Node>, known: Iterable<Node> = []): Node[] {
  const seen = new Set<Node>(known);
  const order: Node[] = [];
  for (const root of roots) {
    const stack: { node: Node; next: number }[] = seen.has(root) ? [] : [{ node: root, next: 0 }];
    seen.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (!input) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(input)) {
        seen.add(input);
        stack.push({ node: input, next: 0 });
      }
    }
  }
  return order;
}

/** The distinct parameter nodes, by name. */
export function parametersOf(program: Program): Map<string, Node<"parameter">> {
  const found = new Map<string, Node<"parameter">>();
  for (const node of topologicalOrder(program.outputs.values())) {
    if (isOp(node, "parameter")) found.set(node.attributes.name, node);
  }
  return found;
}

/** The distinct data nodes, by name. */
export function dataOf(program: Program): Map<string, Node<"data">> {
  const found = new Map<string, Node<"data">>();
  for (const node of topologicalOrder(program.outputs.values())) {
    if (isOp(node, "data")) found.set(node.attributes.name, node);
  }
  return found;
}

/** Rebuilds the graph bottom-up: `change` sees each node with its inputs already changed. */
export function rewrite(
  program: Program,
  change: (node: Node, original: Node) => Node,
  rebuild: (node: Node, inputs: readonly Node[]) => Node,
): Program {
  const changed = new Map<Node, Node>();
  for (const node of topologicalOrder(program.outputs.values())) {
    const inputs = node.inputs.map((input) => changed.get(input) as Node);
    changed.set(node, change(rebuild(node, inputs), node));
  }
  return makeProgram([...program.outputs].map(([name, node]) => [name, changed.get(node) as Node] as const));
}
