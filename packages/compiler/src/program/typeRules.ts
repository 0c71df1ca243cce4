// The type that each op's result must have, as its constructor in build.ts infers it: a row per op. For the verifier.
import { byRole, type Loop } from "./body.ts";
import * as build from "./build.ts";
import { byOdeRole, odeint } from "./buildOdeint.ts";
import { part, scan } from "./buildScan.ts";
import type { DType, Node, Shape } from "./node.ts";
import { BINARY_OPS, COMPARE_OPS, HOST_OPS, type OpName, REDUCE_OPS, TEST_OPS, UNARY_OPS } from "./ops.ts";

export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Throws, as the constructor does, when the inputs do not fit together. */
export type TypeRule<O extends OpName = OpName> = (node: Node<O>, ...inputs: [Node, Node, Node]) => Type;

function rowsOf<N extends OpName>(
  names: readonly N[],
  make: (name: N) => TypeRule<N>,
): Record<N, TypeRule<N>> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, TypeRule<N>>;
}

/** Inputs and random draws may have any type. */
const asDeclared = (node: Node): Type => node;

export const typeRules: { readonly [O in OpName]: TypeRule<O> } = {
  ...rowsOf(UNARY_OPS, (op) => (_, x) => build.unary(op, x)),
  ...rowsOf(TEST_OPS, (op) => (_, x) => build.test(op, x)),
  ...rowsOf(BINARY_OPS, (op) => (_, a, b) => build.binary(op, a, b)),
  ...rowsOf(COMPARE_OPS, (op) => (_, a, b) => build.compare(op, a, b)),
  ...rowsOf(HOST_OPS, (op) => (node) => build.hostFunction(op, node.inputs)),
  ...rowsOf(
    REDUCE_OPS,
    (op) =>
      ({ attributes }, x) =>
        build.reduce(op, x, attributes.axes, attributes.bounds),
  ),
  parameter: asDeclared,
  data: asDeclared,
  constant: asDeclared,
  draw: asDeclared,
  argument: asDeclared,
  scan: ({ attributes, inputs }) => scan({ ...attributes, ...byRole(attributes, inputs) }),
  odeint: ({ attributes, inputs }) => odeint({ ...attributes, ...byOdeRole(attributes, inputs) }),
  part: ({ attributes, inputs }) => part(inputs[0] as Loop, attributes.index),
  and: (_, a, b) => build.logic("and", a, b),
  or: (_, a, b) => build.logic("or", a, b),
  not: (_, x) => build.not(x),
  iota: (node) => build.iota(node.shape[0] as number),
  cast: (node, x) => build.cast(x, node.dtype),
  select: (_, condition, a, b) => build.select(condition, a, b),
  broadcast: (node, x) => build.broadcast(x, node.shape),
  reshape: (node, x) => build.reshape(x, node.shape),
  transpose: ({ attributes }, x) => build.transpose(x, attributes.permutation),
  slice: (node, x) => build.slice(x, node.attributes.begin, node.shape, node.attributes.stride),
  pad: (node, x) => build.pad(x, node.attributes.before, node.shape, node.attributes.value),
  concat: (node) => build.concat(node.inputs, node.attributes.axis),
  gather: (node, table, indices) => build.gather(table, indices, node.attributes.axis),
  scatterAdd: (node, updates, indices) =>
    build.scatterAdd(updates, indices, node.attributes.axis, node.shape),
  softmax: (node, x) => build.softmax(x, node.attributes.axes),
  argMax: (node, x) => build.argExtreme("argMax", x, node.attributes.axis),
  argMin: (node, x) => build.argExtreme("argMin", x, node.attributes.axis),
  cumsum: (node, x) => build.cumsum(x, node.attributes.axis),
  recurrence: (node, a, b) => build.recurrence(a, b, node.attributes.axis),
  matMul: (_, a, b) => build.matMul(a, b),
  cholesky: (_, x) => build.cholesky(x),
  qrFactor: (_, x) => build.qrFactor(x),
  choleskyInverse: (_, x) => build.choleskyInverse(x),
  diagPart: (_, x) => build.diagPart(x),
  triangularSolve: (node, lower, right) => build.triangularSolve(lower, right, node.attributes.transpose),
};
