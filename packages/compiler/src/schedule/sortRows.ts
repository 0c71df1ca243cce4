// Pass: tells the kernels of a phase which loops run over rows that are sorted by group, where that saves them work.
import type { Node } from "../program/node.ts";
import { groupsOf, rowOrders } from "./rowOrders.ts";
import type { Kernel, Phase, RowOrder } from "./schedule.ts";

/** Whether the code of a root uses the groups. */
function uses(root: Node, groups: Node, isStored: (node: Node) => boolean): boolean {
  const seen = new Set<Node>();
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node) || (node !== root && isStored(node))) continue;
    seen.add(node);
    if (groupsOf(node) === groups) return true;
    waiting.push(...node.inputs);
  }
  return false;
}

/** Whether some root runs over the rows in the innermost loop and uses their groups. */
function gains({ roots }: Kernel, { by, runsOver }: RowOrder, isStored: (node: Node) => boolean): boolean {
  return roots.some(({ node, space, loopAxes }) => {
    const innermost = loopAxes.at(-1);
    const walked = space === node.shape ? node : (node.inputs[0] as Node);
    return innermost !== undefined && runsOver(walked, innermost) && uses(node, by, isStored);
  });
}

/**
 * @param order every node of the program
 * @returns the phase, and the orders that its kernels make use of
 */
export function sortRows(
  phase: Phase,
  order: readonly Node[],
  outputs: Iterable<Node>,
): { readonly phase: Phase; readonly rowOrders: readonly RowOrder[] } {
  const orders = rowOrders(order, outputs);
  if (orders.length === 0) return { phase, rowOrders: [] };
  const stored = new Set([
    ...phase.ready,
    ...phase.kernels.flatMap(({ roots }) => roots.map(({ node }) => node)),
  ]);
  const used = new Set<RowOrder>();
  const kernels = phase.kernels.map((kernel) => {
    const rows = orders.find((one) => gains(kernel, one, (node) => stored.has(node)));
    if (!rows) return kernel;
    used.add(rows);
    return { ...kernel, rows };
  });
  return { phase: { ...phase, kernels }, rowOrders: [...used] };
}
