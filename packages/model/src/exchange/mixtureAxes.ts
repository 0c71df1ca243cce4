// Where a model sums labels out: the reductions in its program that add up the densities of K components.
import { type Node, topologicalOrder } from "@nutmeg-ppl/compiler";
import type { UnconstrainedModel } from "../density/unconstrainedModel.ts";

/**
 * The numbers of components that are summed out, each with the latent sites that the components depend on. Found are
 * logSumExp and log(sum(...)), by hand or by MixtureSameFamily, in loops too; a softmax looks the same.
 */
export function mixtureAxes({ program }: UnconstrainedModel): Map<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  for (const node of topologicalOrder(program.outputs.values())) {
    for (const size of summedSizes(node)) {
      const sites = found.get(size) ?? new Set<string>();
      for (const name of parametersUnder(node)) sites.add(name);
      found.set(size, sites);
    }
  }
  return found;
}

/** The extents that a node sums components over; a loop's are those of its body. */
function summedSizes(node: Node): number[] {
  if (node.op === "scan") {
    const { body } = (node as Node<"scan">).attributes;
    return topologicalOrder(body.outputs).flatMap(summedSizes);
  }
  const reduction = node.op === "log" ? withoutReshapes(node.inputs[0] as Node) : node;
  if (reduction.op !== (node.op === "log" ? "sum" : "logSumExp")) return [];
  const { axes } = (reduction as Node<"sum">).attributes;
  const size = reduction.inputs[0]?.shape[axes[0] ?? 0] ?? 0;
  return axes.length === 1 && size > 1 ? [size] : [];
}

function withoutReshapes(node: Node): Node {
  return node.op === "reshape" || node.op === "broadcast" ? withoutReshapes(node.inputs[0] as Node) : node;
}

function parametersUnder(node: Node): string[] {
  return topologicalOrder([node]).flatMap((below) =>
    below.op === "parameter" ? [(below as Node<"parameter">).attributes.name] : [],
  );
}
