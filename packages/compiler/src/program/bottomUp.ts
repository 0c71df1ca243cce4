// Remembers a property of nodes that follows from the same property of their inputs. Without recursion: graphs can be deep.
import type { Node } from "./node.ts";

let analyses = 0;

/**
 * A function of nodes, computed once for each node, inputs first, and remembered as long as the node lives.
 * @param compute the property of a node, given that of each of its inputs; never undefined
 */
export function bottomUp<T extends NonNullable<unknown> | null>(
  compute: (node: Node, of: (input: Node) => T) => T,
): (node: Node) => T {
  const place = analyses++;
  const of = (node: Node): T => node.facts[place] as T;
  const isKnown = (node: Node): boolean => node.facts[place] !== undefined;
  return (root) => {
    const waiting = isKnown(root) ? [] : [root];
    for (let node = waiting.at(-1); node; node = waiting.at(-1)) {
      const before = waiting.length;
      for (const input of node.inputs) if (!isKnown(input)) waiting.push(input);
      if (waiting.length > before) continue;
      node.facts[place] ??= compute(node, of);
      waiting.pop();
    }
    return of(root);
  };
}
