// What a schedule is: phases of kernels, kernels of roots. Types only: no decisions, no code.
import type { Node, Shape } from "../program/node.ts";

/**
 * How a root is computed.
 * - store: each element of the node is written to memory.
 * - accumulate: a reduction to few elements, held in registers while the loops run.
 * - inLoop: a reduction to many elements, each finished by an inner loop and written to memory.
 * - scatter: updates are added into memory at computed places.
 * - routine: an algorithm of its own over memory (matrix product, Cholesky factor, triangular solve, running sum, ...).
 */
export type RootKind = "store" | "accumulate" | "inLoop" | "scatter" | "routine";

/** A node that a kernel computes whole. Everything between roots is computed where it is used. */
export interface Root {
  readonly node: Node;
  readonly kind: RootKind;
  /** What is iterated over: the shape of the node, or of the input of a reduction. */
  readonly space: Shape;
  /** The axes of the space that become the kernel's loops, outermost first; the last is taken two elements at a time. */
  readonly loopAxes: readonly number[];
}

/** One nest of loops, shared by every root whose loops have the same extents and whose inputs are ready. */
export interface Kernel {
  /** Kernels of a lower level have finished. */
  readonly level: number;
  /** Extents, outermost first; none for straight-line code. */
  readonly loops: readonly number[];
  readonly roots: readonly Root[];
}

export interface Phase {
  readonly name: "prepare" | "evaluate";
  readonly kernels: readonly Kernel[];
  /** Nodes whose values earlier phases left in memory. */
  readonly ready: ReadonlySet<Node>;
}

export interface Schedule {
  /** Run when data are bound. */
  readonly prepare: Phase;
  /** Run at every evaluation. */
  readonly evaluate: Phase;
  /** The node, stored by the evaluate phase, that holds each output. */
  readonly outputs: ReadonlyMap<string, Node>;
}
