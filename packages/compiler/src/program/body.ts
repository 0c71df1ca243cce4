// The body of a loop or of a differential equation: a graph over arguments, which stand for what changes and for closed-over
// values. And what a scan carries beside its inputs, what its parts are. Not their constructors (buildScan.ts,
// buildOdeint.ts) nor their meaning (interpreter/).
import type { DType, Node, Shape } from "./node.ts";
import { topologicalOrder } from "./program.ts";
import { sizeOf } from "./shape.ts";

export interface Body {
  /** Of a scan: carries, then slices of xs, then closed-over values. A body reads no other inputs: neither parameters nor data. */
  readonly arguments: readonly Node<"argument">[];
  /** Of a scan: the next carries, of the types of the carries; then what each step yields. */
  readonly outputs: readonly Node[];
}

/** A node with a body, whose results are its parts. */
export type Loop = Node<"scan"> | Node<"odeint">;

export function isLoop(node: Node): node is Loop {
  return "body" in node.attributes;
}

export interface ScanAttributes {
  /** How many steps there are, at least one. */
  readonly length: number;
  /** Whether the last slice of xs is the first to be taken. What a step yields lies where its slice was. */
  readonly reverse: boolean;
  /** How many arguments are carries. */
  readonly carries: number;
  /** How many arguments after them are slices of xs. */
  readonly xs: number;
  /**
   * The carry, one truth value, without which the steps that are left change nothing: they are skipped. Such a loop
   * yields nothing, and goes forwards.
   */
  readonly while?: number;
  readonly body: Body;
}

export interface ScanInputs {
  readonly inits: readonly Node[];
  readonly xs: readonly Node[];
  readonly closed: readonly Node[];
}

/** The inputs of a scan, or in their place the arguments of its body, by what they are. */
export function byRole<N>(
  { carries, xs }: Pick<ScanAttributes, "carries" | "xs">,
  all: readonly N[],
): { inits: readonly N[]; xs: readonly N[]; closed: readonly N[] } {
  return {
    inits: all.slice(0, carries),
    xs: all.slice(carries, carries + xs),
    closed: all.slice(carries + xs),
  };
}

/** A result of a scan, and where it begins in the vector of all. */
export interface PartType {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly offset: number;
}

/** Of a scan; of an odeint, which has no carries: its parts have all times as their leading axis. */
export function partTypes({
  length,
  carries = 0,
  body,
}: Pick<ScanAttributes, "length" | "body"> & { readonly carries?: number }): PartType[] {
  let offset = 0;
  return body.outputs.map(({ shape, dtype }, index) => {
    const type = { shape: index < carries ? shape : [length, ...shape], dtype, offset };
    offset += sizeOf(type.shape);
    return type;
  });
}

/** Every node that the outputs need, and every node of the bodies among them, bodies after the loop that they belong to. */
export function nodesWithBodies(roots: Iterable<Node>): Node[] {
  return topologicalOrder(roots).flatMap((node) =>
    isLoop(node) ? [node, ...nodesWithBodies(node.attributes.body.outputs)] : [node],
  );
}
