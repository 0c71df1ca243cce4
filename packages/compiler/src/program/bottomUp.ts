// Remembers a property of nodes that follows from the same property of their inputs. Without recursion: graphs can be deep.
import type { Node } from "./node.ts";

/**
 * A function of nodes, computed once for each node, inputs first, and remembered as long as the node lives.
 * @param compute the property of a node, given that of each of its inputs
 */
export function bottomUp<T>(compute: (node: Node, of: (input: Node) => T) => T): (node: Node) => T {
  const known = new WeakMap<Node, T>();
  const of = (node: Node): T => known.get(node) as T;
  return (root) => {
    const waiting = known.has(root) ? [] : [root];
    for (let node = waiting.at(-1); node; node = waiting.at(-1)) {
      const missing = node.inputs.filter((input) => !known.has(input));
      waiting.push(...missing);
      if (missing.length > 0) continue;
      if (!known.has(node)) known.set(node, compute(node, of));
      waiting.pop();
    }
    return of(root);
  };
}
