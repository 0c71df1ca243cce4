// A node of the typed graph: one operation, its inputs and the type of its result. Immutable.
import type { OpAttributes, OpName } from "./ops.ts";

export type DType = "float64" | "int32" | "bool";
export type Shape = readonly number[];

/** When a node's value becomes known: at compile time, when data are bound, or at each evaluation. */
export const BINDING = { constant: 0, data: 1, parameter: 2 } as const;
export type Binding = (typeof BINDING)[keyof typeof BINDING];

export interface Node<O extends OpName = OpName> {
  /** Unique and increasing: every node's inputs have smaller ids. */
  readonly id: number;
  readonly op: O;
  readonly inputs: readonly Node[];
  readonly attributes: OpAttributes[O];
  readonly shape: Shape;
  readonly dtype: DType;
  readonly binding: Binding;
  /** What analyses found out about the node: bottomUp.ts numbers them. A place here is much cheaper than a WeakMap. */
  readonly facts: unknown[];
}

/** When inputs become known. An argument of a loop's body has another value at each step. */
export const BOUND: { readonly [O in OpName]?: Binding } = {
  parameter: BINDING.parameter,
  argument: BINDING.parameter,
  data: BINDING.data,
};

let nextId = 0;

/** Makes a node without checking anything; build.ts has the checked constructors. */
export function makeNode<O extends OpName>(
  op: O,
  inputs: readonly Node[],
  attributes: OpAttributes[O],
  shape: Shape,
  dtype: DType,
): Node<O> {
  let binding: Binding = BOUND[op] ?? BINDING.constant;
  for (const input of inputs) if (input.binding > binding) binding = input.binding;
  return { id: nextId++, op, inputs, attributes, shape, dtype, binding, facts: [] };
}

/** Narrows a node to one op, so that its attributes are typed. */
export function isOp<O extends OpName>(node: Node, op: O): node is Node<O> {
  return (node.op as OpName) === op;
}
