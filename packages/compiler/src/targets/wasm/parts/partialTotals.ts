// What the parts of a kernel leave of one total: a stack with a slice for each part, and its reduction in the order of parts.
import { argument } from "../../../program/buildScan.ts";
import { isOp, makeNode, type Node } from "../../../program/node.ts";
import type { ReduceOp } from "../../../program/ops.ts";
import { sizeOf, stridesOf } from "../../../program/shape.ts";
import { loopExtents, planRoot } from "../../../schedule/loops.ts";
import type { Local } from "../assembler/index.ts";
import { emitKernel } from "../emitKernel.ts";
import { constantIndex, type Index, scaleIndex } from "../indexExpression.ts";
import type { MemoryPlan, Place } from "../memoryPlan.ts";
import { tuples } from "../tuples.ts";
import type { Values } from "../values.ts";

/** So many totals are added up in registers. */
const IN_REGISTERS = 16;

/** The sum of sums, the largest of the largest: by what totals of parts are combined. */
function combining(node: Node): ReduceOp {
  return isOp(node, "scatterAdd") || isOp(node, "logProd") ? "sum" : (node.op as ReduceOp);
}

/** The elements of a vector that is in registers. */
function elementsOf(total: Node, values: Values): Local[] {
  return tuples(total.shape).map((tuple) => values.element(total, tuple.map(constantIndex))[0] as Local);
}

export class PartialTotals {
  readonly #node: Node;
  /** Where the node is at the end. */
  readonly #place: Place;
  /** [parts, elements of the node]. */
  readonly #stack: Node;
  readonly #offset: number;

  constructor(memory: MemoryPlan, node: Node, parts: number) {
    const size = sizeOf(node.shape);
    this.#node = node;
    this.#place = memory.allocate(node);
    this.#stack = argument(0, [parts, size], node.dtype);
    this.#offset = memory.reserve(parts * size);
    memory.put(this.#stack, { offset: this.#offset, strides: [size, 1] });
  }

  /** From here on, the place of the node is that of one part. */
  openPart(memory: MemoryPlan, part: Index): void {
    const { shape } = this.#node;
    const start = scaleIndex(part, sizeOf(shape));
    memory.put(this.#node, { offset: this.#offset, strides: stridesOf(shape), start });
  }

  /** Combines the totals of all parts into the node. */
  combine(values: Values): void {
    const node = this.#node;
    const { memory } = values;
    const size = sizeOf(node.shape);
    const few = size <= IN_REGISTERS;
    const total = makeNode(combining(node), [this.#stack], { axes: [0] }, [size], node.dtype);
    memory.put(node, this.#place);
    memory.put(total, { offset: this.#place.offset, strides: [1] });
    values.markStored(this.#stack);
    const root = planRoot(total, few ? "accumulate" : "inLoop");
    emitKernel(values, { level: 0, loops: loopExtents(root), roots: [root] });
    if (few) values.keep(node, elementsOf(total, values));
    else values.markStored(node);
  }
}
