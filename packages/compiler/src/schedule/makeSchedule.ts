// Pass: splits a program into what is computed when data are bound and what at every evaluation, and fuses each into kernels.
import { UnsupportedError } from "../errors.ts";
import { isView } from "../passes/price.ts";
import { nodesWithBodies } from "../program/body.ts";
import { isOp, makeNode, type Node } from "../program/node.ts";
import { type Program, topologicalOrder } from "../program/program.ts";
import { isLeaf, isPrepared, memoryOperands } from "./classify.ts";
import { fuse } from "./fuse.ts";
import { inParts } from "./partition.ts";
import type { Schedule } from "./schedule.ts";
import { sortRows } from "./sortRows.ts";

/** What lies under a chain of views. */
function baseOf(node: Node): Node {
  return isView(node) ? baseOf(node.inputs[0] as Node) : node;
}

/**
 * The data-only values that parameter-dependent nodes and outputs read: computed once, when data are bound. Among them
 * rearranged data that are read at computed places.
 */
function preparedValues(order: readonly Node[], outputs: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const consider = (node: Node) => {
    const base = baseOf(node);
    if (isPrepared(base) && !isLeaf(base)) found.add(base);
  };
  for (const node of order) {
    if (isPrepared(node)) continue;
    node.inputs.forEach(consider);
    for (const operand of memoryOperands(node))
      if (isPrepared(operand) && !isLeaf(operand)) found.add(operand);
  }
  outputs.forEach(consider);
  return [...found];
}

function checkCompilable(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (isOp(node, "draw")) {
      throw new UnsupportedError(
        "compile: the program draws random numbers, which only the interpreter can do. Evaluate it with interpret(), " +
          "or pass the random numbers in as an input.",
      );
    }
  }
}

/** Outputs as nodes of their own: a leaf, a prepared value, a part of a loop or an output listed twice is copied. */
function distinctOutputs(program: Program): Map<string, Node> {
  const taken = new Set<Node>();
  return new Map(
    [...program.outputs].map(([name, node]) => {
      const copied = isLeaf(node) || isPrepared(node) || isOp(node, "part") || taken.has(node);
      const output = copied ? makeNode("reshape", [node], {}, node.shape, node.dtype) : node;
      taken.add(output);
      return [name, output] as const;
    }),
  );
}

/**
 * @param parted whether kernels of the evaluate phase are cut into parts for several threads, where that is worth it
 * @throws UnsupportedError for draws.
 */
export function makeSchedule(program: Program, parted = false): Schedule {
  const order = topologicalOrder(program.outputs.values());
  checkCompilable(nodesWithBodies(program.outputs.values()));
  const outputs = distinctOutputs(program);
  const prepared = preparedValues(order, [...program.outputs.values()]);
  const prepare = fuse("prepare", prepared, new Set());
  const fused = fuse("evaluate", [...outputs.values()], new Set(prepared));
  const { phase: sorted, rowOrders } = sortRows(fused, order, program.outputs.values());
  return { prepare, evaluate: parted ? inParts(sorted) : sorted, rowOrders, outputs };
}
