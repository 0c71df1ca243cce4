// Every op as tfjs ops on the current backend, in float32: a row per op.
import * as tf from "@tensorflow/tfjs-core";
import type { Node } from "../../program/node.ts";
import { HOST_OPS, type HostOp, type OpName, type ReduceOp } from "../../program/ops.ts";
import { elementwise } from "./elementwise.ts";
import { gather, scatterAdd } from "./indexing.ts";
import { cholesky, choleskyInverse, triangularSolve } from "./linear.ts";
import { onHost } from "./onHost.ts";
import { as, float, type Operand, type TfjsRule, whole, wholeAlong } from "./operand.ts";
import { recurrence } from "./recurrence.ts";
import type { ApplyRule } from "./runSteps.ts";
import { part, scan } from "./scan.ts";

/**
 * What no rule is asked for: parameters are given, what depends on none is computed by the interpreter, and programs with
 * other equations are refused.
 */
type Given = "parameter" | "data" | "constant" | "iota" | "argument" | "odeint";

const LARGEST_FLOAT = 3.4028234663852886e38;

type Reduction = (x: tf.Tensor, axes: number[]) => tf.Tensor;

/** The maximum clamped to finite numbers: what is subtracted before exponentials are taken. */
function shiftMax(x: tf.Tensor, axes: number[], keepAxes = false): tf.Tensor {
  return tf.minimum(tf.maximum(tf.max(x, axes, keepAxes), -LARGEST_FLOAT), LARGEST_FLOAT);
}

/** exp(x - shift) and its sum, with the reduced axes kept, and the shift. */
function exponentials(x: tf.Tensor, axes: number[]) {
  const shift = shiftMax(x, axes, true);
  const weights = tf.exp(tf.sub(x, shift));
  return { shift, weights, total: tf.sum(weights, axes, true) };
}

const reductions: Readonly<Record<ReduceOp, Reduction>> = {
  sum: (x, axes) => tf.sum(x, axes),
  prod: (x, axes) => tf.prod(x, axes),
  max: (x, axes) => tf.max(x, axes),
  min: (x, axes) => tf.min(x, axes),
  any: (x, axes) => tf.any(x, axes),
  all: (x, axes) => tf.all(x, axes),
  logSumExp: (x, axes) => {
    const { shift, total } = exponentials(x, axes);
    return tf.squeeze(tf.add(shift, tf.log(total)), axes);
  },
  shiftMax: (x, axes) => shiftMax(x, axes),
  logProd: (x, axes) => tf.sum(tf.log(x), axes),
};

function reductionRow(reduce: Reduction): TfjsRule<Node<ReduceOp>> {
  return (node, x) => {
    const { axes } = node.attributes;
    const tensor = wholeAlong(x, axes);
    return as(reduce(node.dtype === "float64" ? float(tensor) : tensor, [...axes]), node.dtype);
  };
}

/** Bools as integers: tfjs's wasm backend takes what it selects for four bytes wide, and writes beyond their end. */
function select(node: Node<"select">, condition: Operand, a: Operand, b: Operand): tf.Tensor {
  const dtype = node.dtype === "bool" ? "int32" : node.dtype;
  return as(tf.where(condition.tensor, as(a.tensor, dtype), as(b.tensor, dtype)), node.dtype);
}

/** Keeps the axes along which the input does not vary as they are. */
function broadcast(node: Node<"broadcast">, { tensor }: Operand): tf.Tensor {
  const lead = new Array<number>(node.shape.length - tensor.rank).fill(1);
  return tf.reshape(tensor, [...lead, ...tensor.shape]);
}

/**
 * A reversed axis is reversed first, so that every stride is positive. In float32, since tfjs's wasm backend takes what
 * it skips through for float32 whatever it is.
 */
function slice(node: Node<"slice">, x: Operand): tf.Tensor {
  const { begin, stride } = node.attributes;
  const extents = x.node.shape;
  if (stride.every((step) => step === 1)) return tf.slice(whole(x), [...begin], [...node.shape]);
  const reversed = stride.flatMap((step, axis) => (step < 0 ? [axis] : []));
  const forward = tf.reverse(float(whole(x)), reversed);
  const first = begin.map((at, axis) =>
    (stride[axis] as number) < 0 ? (extents[axis] as number) - 1 - at : at,
  );
  const steps = stride.map(Math.abs);
  const end = first.map((at, axis) => at + ((node.shape[axis] as number) - 1) * (steps[axis] as number) + 1);
  return as(tf.stridedSlice(forward, first, end, steps), node.dtype);
}

function pad(node: Node<"pad">, x: Operand): tf.Tensor {
  const { before, value } = node.attributes;
  const paddings = before.map((lead, axis): [number, number] => [
    lead,
    (node.shape[axis] as number) - (x.node.shape[axis] as number) - lead,
  ]);
  return tf.pad(whole(x), paddings, value);
}

/** The batch axes broadcast by themselves. */
function matMul(node: Node<"matMul">, a: Operand, b: Operand): tf.Tensor {
  const last = [node.shape.length - 2, node.shape.length - 1];
  return tf.matMul(float(wholeAlong(a, last)), float(wholeAlong(b, last)));
}

function rowsOf<N extends string, F, R>(table: Readonly<Record<N, F>>, make: (f: F) => R): Record<N, R> {
  return Object.fromEntries(
    (Object.entries(table) as [N, F][]).map(([name, f]) => [name, make(f)]),
  ) as Record<N, R>;
}

const hosted = Object.fromEntries(HOST_OPS.map((op) => [op, onHost])) as unknown as {
  readonly [O in HostOp]: TfjsRule<Node<O>>;
};

export const tfjsRules: { readonly [O in Exclude<OpName, Given>]: TfjsRule<Node<O>> } = {
  ...elementwise,
  ...rowsOf(reductions, reductionRow),
  ...hosted,
  cast: (node, x) => as(x.tensor, node.dtype),
  select,
  broadcast,
  reshape: (node, x) => tf.reshape(whole(x), [...node.shape]),
  transpose: (node, x) => tf.transpose(x.tensor, [...node.attributes.permutation]),
  slice,
  pad,
  concat: (node, ...parts) => {
    const tensors = parts.map((part) => as(whole(part), node.dtype));
    return tf.concat(tensors, node.attributes.axis);
  },
  gather,
  scatterAdd,
  argMax: (node, x) => tf.argMax(wholeAlong(x, [node.attributes.axis]), node.attributes.axis),
  argMin: (node, x) => tf.argMin(wholeAlong(x, [node.attributes.axis]), node.attributes.axis),
  softmax: (node, x) => {
    const { weights, total } = exponentials(float(whole(x)), [...node.attributes.axes]);
    return tf.div(weights, total);
  },
  cumsum: (node, x) => {
    const { axis, exclusive, reverse } = node.attributes;
    return tf.cumsum(wholeAlong(x, [axis]), axis, exclusive, reverse);
  },
  recurrence,
  matMul,
  diagPart: (node, x) => {
    const n = node.shape.at(-1) as number;
    const rows = tf.reshape(whole(x), [...node.shape.slice(0, -1), n * n]);
    return tf.gather(
      rows,
      Array.from({ length: n }, (_, i) => i * (n + 1)),
      node.shape.length - 1,
    );
  },
  choleskyInverse: (_, x) => choleskyInverse(float(whole(x))),
  cholesky: (_, x) => cholesky(float(whole(x))),
  triangularSolve: (node, lower, right) =>
    triangularSolve(float(whole(lower)), float(whole(right)), node.attributes.transpose),
  qrFactor: onHost,
  draw: onHost,
  scan: (node, ...inputs) => scan(node, inputs, applyRule),
  part,
};

/** By its op's row. */
export const applyRule: ApplyRule = (node, inputs) => {
  const rule = (tfjsRules as Readonly<Record<string, TfjsRule>>)[node.op] as TfjsRule;
  return rule(node, ...(inputs as [Operand, Operand, Operand]));
};
