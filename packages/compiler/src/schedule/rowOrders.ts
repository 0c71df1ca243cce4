// Chooses data inputs that lie in memory sorted by a group of each row, so that loops over the rows look up and add to one
// element of a table for several rows at once. runtime/roundsOfOneGroup.ts finds the order, each time that data are bound.
import { varyingAxes } from "../passes/variance.ts";
import { isOp, type Node } from "../program/node.ts";
import { AxisClasses } from "./axisClasses.ts";
import { isPrepared } from "./classify.ts";
import { indexSource } from "./indexSource.ts";
import { SORTED_GROUP } from "./limits.ts";
import type { RowOrder } from "./schedule.ts";

/** The groups of rows, where a node looks up or adds to elements of a table at data. */
export function groupsOf(node: Node): Node<"data"> | undefined {
  if (!isOp(node, "gather") && !isOp(node, "scatterAdd")) return undefined;
  const source = indexSource(node.inputs[1] as Node);
  return isOp(source, "data") && source.dtype === "int32" ? source : undefined;
}

/** How many elements the table has along the axis of the groups. */
function groupCount(node: Node): number {
  const table = isOp(node, "gather") ? (node.inputs[0] as Node) : node;
  return table.shape[(node as Node<"gather" | "scatterAdd">).attributes.axis] as number;
}

/** The one axis along which a node varies. */
function onlyAxis(node: Node): number | undefined {
  const axes = [...node.shape.keys()].filter((axis) => varyingAxes(node)[axis]);
  return axes.length === 1 ? axes[0] : undefined;
}

/** Groups that evaluations use, those by which most is saved first: every use counts, for each row. */
function candidates(order: readonly Node[]): Node<"data">[] {
  const worth = new Map<Node<"data">, number>();
  for (const node of order) {
    const groups = isPrepared(node) ? undefined : groupsOf(node);
    const axis = groups && onlyAxis(groups);
    if (!groups || axis === undefined) continue;
    const saved = (groups.shape[axis] as number) - SORTED_GROUP * groupCount(node);
    if (saved > 0) worth.set(groups, (worth.get(groups) ?? 0) + saved);
  }
  return [...worth].sort(([, a], [, b]) => b - a).map(([groups]) => groups);
}

/** The data inputs with an axis of this class; undefined where one has two. */
function inputsAlong(
  rows: number,
  order: readonly Node[],
  classes: AxisClasses,
): RowOrder["inputs"] | undefined {
  const inputs: { node: Node<"data">; axis: number }[] = [];
  for (const node of order) {
    if (!isOp(node, "data")) continue;
    const axes = [...node.shape.keys()].filter((axis) => classes.classOf(node, axis) === rows);
    if (axes.length > 1) return undefined;
    for (const axis of axes) inputs.push({ node, axis });
  }
  return inputs;
}

/**
 * The orders that would pay. Rows that have several groups are sorted by one of them; an input has one order at most.
 * @param order every node of the program
 */
export function rowOrders(order: readonly Node[], outputs: Iterable<Node>): RowOrder[] {
  const found = candidates(order);
  if (found.length === 0) return [];
  const classes = new AxisClasses(order, outputs);
  const taken = new Set<Node>();
  return found.flatMap((by) => {
    const rows = classes.classOf(by, onlyAxis(by) as number) as number;
    const inputs = classes.isOrdered(rows) ? undefined : inputsAlong(rows, order, classes);
    if (!inputs || inputs.some(({ node }) => taken.has(node))) return [];
    for (const { node } of inputs) taken.add(node);
    return [{ by, inputs, runsOver: (node, axis) => classes.classOf(node, axis) === rows }];
  });
}
