// Replaces some nodes of a graph by others, and rebuilds what lies between them and the outputs.
import { withInputs } from "./build.ts";
import type { Node } from "./node.ts";
import { topologicalOrder } from "./program.ts";

/** The outputs, with every node that the map holds replaced by its value, which may be of any graph. */
export function substitute(outputs: readonly Node[], replaced: ReadonlyMap<Node, Node>): Node[] {
  const done = new Map<Node, Node>(replaced);
  for (const node of topologicalOrder(outputs, replaced.keys())) {
    done.set(
      node,
      withInputs(
        node,
        node.inputs.map((input) => done.get(input) as Node),
      ),
    );
  }
  return outputs.map((node) => done.get(node) as Node);
}
