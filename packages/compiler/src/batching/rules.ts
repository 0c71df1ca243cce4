// How each op takes one more leading axis, when at least one of its inputs has it: a row per op. What the result means
// is what a loop over the batch would give (the batching rules of JAX's vmap).
import { concat, reshape, slice } from "../program/build.ts";
import { makeNode, type Node, type Shape } from "../program/node.ts";
import {
  BINARY_OPS, COMPARE_OPS, HOST_OPS, LOGIC_OPS, type OpAttributes, type OpName, REDUCE_OPS, TEST_OPS, UNARY_OPS,
} from "../program/ops.ts"; // biome-ignore format: a list
import { batchGather, batchScatterAdd } from "./indexing.ts";
import { batchMatMul, batchTriangularSolve } from "./linear.ts";
import { type Batch, batchPart, batchScan } from "./loops.ts";
import { lead, type Operand } from "./operand.ts";

/** Ops without inputs: there is nothing that could be batched. */
type Leaf = "parameter" | "data" | "constant" | "iota" | "argument";

/** A node of shape [size, ...node.shape], from inputs of which at least one is batched; of a loop, the loop over all. */
export type BatchRule<O extends OpName = OpName> = (
  node: Node<O>,
  inputs: readonly Operand[],
  size: number,
  batch: Batch,
) => Node;

function rowsOf<N extends OpName>(names: readonly N[], rule: BatchRule<N>): Record<N, BatchRule<N>> {
  return Object.fromEntries(names.map((name) => [name, rule])) as Record<N, BatchRule<N>>;
}

/** The same op over batched inputs, with attributes that skip the leading axis. */
function sameOp<O extends OpName>(
  attributes: (node: Node<O>) => OpAttributes[O] = (node) => node.attributes,
): BatchRule<O> {
  return (node, inputs, size) => {
    const led = inputs.map((input) => lead(input, size));
    return makeNode(node.op, led, attributes(node), [size, ...node.shape], node.dtype);
  };
}

const next = (axis: number): number => axis + 1;

const axes = sameOp((node: Node<(typeof REDUCE_OPS)[number] | "softmax">) => ({
  ...node.attributes,
  axes: node.attributes.axes.map(next),
}));

const axis = sameOp((node: Node<"argMax" | "argMin" | "concat">) => ({ axis: next(node.attributes.axis) }));

/** The batch stays in front of the axes that broadcasting adds. */
const broadcast: BatchRule<"broadcast"> = (node, [x], size) => {
  const own = (x as Operand).node.shape.slice(1);
  const ones: Shape = new Array<number>(node.shape.length - own.length).fill(1);
  const input = reshape((x as Operand).node, [size, ...ones, ...own]);
  return makeNode("broadcast", [input], node.attributes, [size, ...node.shape], node.dtype);
};

/** One element of the batch after the other, for ops that have no batch axes, and draws, each of which has its own stream. */
const oneByOne: BatchRule = (node, inputs, size) => {
  const element = ({ node: x, batched }: Operand, i: number): Node => {
    if (!batched) return x;
    const shape = x.shape.slice(1);
    const begin = [i, ...shape.map(() => 0)];
    return reshape(slice(x, begin, [1, ...shape]), shape);
  };
  const results = Array.from({ length: size }, (_, i) => {
    const own = inputs.map((input) => element(input, i));
    return reshape(makeNode(node.op, own, node.attributes, node.shape, node.dtype), [1, ...node.shape]);
  });
  return concat(results, 0);
};

export const batchRules: { readonly [O in Exclude<OpName, Leaf>]: BatchRule<O> } = {
  ...rowsOf([...UNARY_OPS, ...TEST_OPS, ...BINARY_OPS, ...COMPARE_OPS, ...LOGIC_OPS, ...HOST_OPS], sameOp()),
  ...rowsOf(REDUCE_OPS, axes),
  cast: sameOp(),
  select: sameOp(),
  broadcast,
  reshape: (node, [x], size) => reshape((x as Operand).node, [size, ...node.shape]),
  transpose: sameOp(({ attributes }) => ({ permutation: [0, ...attributes.permutation.map(next)] })),
  slice: sameOp(({ attributes: { begin, stride } }) => ({ begin: [0, ...begin], stride: [1, ...stride] })),
  pad: sameOp(({ attributes: { before, value } }) => ({ before: [0, ...before], value })),
  concat: axis,
  gather: batchGather,
  scatterAdd: batchScatterAdd,
  scan: batchScan,
  odeint: oneByOne,
  part: batchPart,
  argMax: axis,
  argMin: axis,
  softmax: axes,
  cumsum: sameOp(({ attributes }) => ({ ...attributes, axis: next(attributes.axis) })),
  recurrence: sameOp(({ attributes }) => ({ ...attributes, axis: next(attributes.axis) })),
  matMul: batchMatMul,
  cholesky: sameOp(),
  choleskyInverse: sameOp(),
  diagPart: sameOp(),
  triangularSolve: batchTriangularSolve,
  qrFactor: oneByOne,
  draw: oneByOne,
};
