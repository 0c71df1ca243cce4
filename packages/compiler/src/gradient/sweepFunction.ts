// What the reverse sweep is to the rules of loops, which it hands itself over to. A type: the sweep is in sweep.ts.
import type { Node } from "../program/node.ts";

/** An output with its cotangent. */
export type Seed = readonly [output: Node, cotangent: Node];

export interface Swept {
  /** The outputs in the form that was differentiated: what their cotangents are made of is then computed once. */
  readonly outputs: readonly Node[];
  /** The cotangents of all nodes between the outputs and the sources. */
  readonly cotangents: ReadonlyMap<Node, Node>;
}

export type SweepFunction = (seeds: readonly Seed[], isSource: (node: Node) => boolean) => Swept;
