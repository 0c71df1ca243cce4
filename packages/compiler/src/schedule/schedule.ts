// What a schedule is: phases of kernels, kernels of roots. Types only: no decisions, no code.
import type { Node, Shape } from "../program/node.ts";

/**
 * How a root is computed.
 * - store: each element of the node is written to memory.
 * - accumulate: a reduction to few elements, held in registers while the loops run.
 * - accumulateMany: a reduction to many elements, totals in memory; an inner loop adds to each while the loops run.
 * - inLoop: a reduction to many elements, each finished by an inner loop and written to memory.
 * - scatter: updates are added into memory at computed places.
 * - routine: an algorithm of its own over memory (matrix product, Cholesky factor, triangular solve, running sum, ...).
 * - scan: a loop over steps, each of which runs kernels of its own.
 * - part: a place in what a scan left in memory.
 */
export type RootKind =
  | "store"
  | "accumulate"
  | "accumulateMany"
  | "inLoop"
  | "scatter"
  | "routine"
  | "scan"
  | "part";

/** A node that a kernel computes whole. Everything between roots is computed where it is used. */
export interface Root {
  readonly node: Node;
  readonly kind: RootKind;
  /** What is iterated over: the shape of the node, or of the input of a reduction. */
  readonly space: Shape;
  /** The axes of the space that become the kernel's loops, outermost first; the last is taken two elements at a time. */
  readonly loopAxes: readonly number[];
  /** The axes of the space that become loops of the root's own, inside of the kernel's. */
  readonly innerAxes: readonly number[];
  /** What a scan does at each step. */
  readonly step?: Step;
}

/** One step of a scan. */
export interface Step {
  readonly phase: Phase;
  /** The outputs of the body, as nodes of their own. */
  readonly outputs: readonly Node[];
  /** Which outputs, next carries all, stay in registers; the others are stored by the phase. */
  readonly kept: ReadonlySet<Node>;
}

/** Rows of data that lie in memory so that rounds of rows of one group come first. */
export interface RowOrder {
  /** The group of each row. */
  readonly by: Node<"data">;
  /** All data that have these rows, and the axis along which they lie. */
  readonly inputs: readonly { readonly node: Node<"data">; readonly axis: number }[];
  /** Whether an axis of a node runs over these rows. */
  readonly runsOver: (node: Node, axis: number) => boolean;
}

/** One nest of loops, shared by every root whose loops have the same extents and whose inputs are ready. */
export interface Kernel {
  /** Kernels of a lower level have finished. */
  readonly level: number;
  /** Extents, outermost first; none for straight-line code. */
  readonly loops: readonly number[];
  readonly roots: readonly Root[];
  /** The order of the rows that the innermost loop runs over, where that saves work. */
  readonly rows?: RowOrder;
  /** How it is cut for several threads; absent where one runs it alone. */
  readonly partition?: Partition;
}

/** Equal pieces of one loop of a kernel. What is left over at its end belongs to none. */
export interface Partition {
  /** Its place among the loops. */
  readonly loop: number;
  readonly count: number;
  /** Rounds of the loop in each. */
  readonly length: number;
}

export interface Phase {
  readonly name: "prepare" | "evaluate" | "step";
  readonly kernels: readonly Kernel[];
  /** Nodes whose values earlier phases left in memory. */
  readonly ready: ReadonlySet<Node>;
}

export interface Schedule {
  /** Run when data are bound. */
  readonly prepare: Phase;
  /** Run at every evaluation. */
  readonly evaluate: Phase;
  /** Data that lie in another order than they are given in. */
  readonly rowOrders: readonly RowOrder[];
  /** The node, stored by the evaluate phase, that holds each output. */
  readonly outputs: ReadonlyMap<string, Node>;
}
