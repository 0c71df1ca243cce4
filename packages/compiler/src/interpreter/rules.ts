// The meaning of every op on whole arrays: one row per op. The oracle of the compiler: plain, in order, float64.
import { InternalError } from "../errors.ts";
import type { Node } from "../program/node.ts";
import {
  BINARY_OPS, COMPARE_OPS, type HeldNumbers, HOST_OPS, LOGIC_OPS, type OpName, REDUCE_OPS, TEST_OPS, UNARY_OPS,
} from "../program/ops.ts"; // biome-ignore format: a list
import { sizeOf, stridesOf } from "../program/shape.ts";
import { foldIn, uniformStream } from "../random/index.ts";
import {
  binaryMeaning, compareMeaning, hostMeaning, logicMeaning, testMeaning, unaryMeaning,
} from "./elementwise.ts"; // biome-ignore format: a list
import { broadcastStrides, forEachLine, offsets, readView } from "./layout.ts";
import { cholesky, choleskyInverse, diagPart, matMul, qrFactor, triangularSolve } from "./linear.ts";
import { evaluateOdeint } from "./odeint.ts";
import { reduceMeaning } from "./reductions.ts";
import { evaluatePart, evaluateScan } from "./scan.ts";

/** The values of a node's inputs, of which there are as many as the op takes. */
export type InputValues = [Float64Array, Float64Array, Float64Array];

/** What an input holds, to compute with. */
export function inFloat64(values: HeldNumbers): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}

export type Rule<O extends OpName = OpName> = (node: Node<O>, ...inputs: InputValues) => Float64Array;

/** Lifts a function of numbers to arrays of equal size. */
function elementwise(f: (...x: number[]) => number | boolean): Rule {
  return (node, a, b, c) => {
    const out = new Float64Array(sizeOf(node.shape));
    const arity = node.inputs.length;
    if (arity === 1) for (let i = 0; i < out.length; i++) out[i] = Number(f(a[i]!));
    else if (arity === 2) for (let i = 0; i < out.length; i++) out[i] = Number(f(a[i]!, b[i]!));
    else for (let i = 0; i < out.length; i++) out[i] = Number(f(a[i]!, b[i]!, c[i]!));
    return out;
  };
}

function rowsOf<N extends OpName>(names: readonly N[], make: (name: N) => Rule): Record<N, Rule> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, Rule>;
}

/** x's own input shape, for rules that need it. */
function inputShape(node: Node, index = 0): readonly number[] {
  return (node.inputs[index] as Node).shape;
}

const castTo: Record<Node["dtype"], (x: number) => number> = {
  float64: (x) => x,
  int32: Math.trunc,
  bool: (x) => Number(x !== 0),
};

function argExtreme(better: (a: number, b: number) => boolean): Rule<"argMax" | "argMin"> {
  return (node, x) => {
    const out = new Float64Array(sizeOf(node.shape));
    forEachLine(x, inputShape(node), [node.attributes.axis], (line, index) => {
      let best = 0;
      for (let i = 1; i < line.length; i++) if (better(line[i]!, line[best]!)) best = i;
      out[index] = best;
    });
    return out;
  };
}

function softmax(node: Node<"softmax">, x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  const { axes } = node.attributes;
  const strides = stridesOf(node.shape);
  const inner = offsets(
    axes.map((axis) => node.shape[axis]!),
    axes.map((axis) => strides[axis]!),
  );
  const kept = node.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const outer = offsets(
    kept.map((axis) => node.shape[axis]!),
    kept.map((axis) => strides[axis]!),
  );
  forEachLine(x, node.shape, axes, (line, index) => {
    const shift = reduceMeaning.shiftMax(line);
    const weights = line.map((value) => unaryMeaning.exp(value - shift));
    const total = reduceMeaning.sum(weights);
    for (let i = 0; i < weights.length; i++) out[outer[index]! + inner[i]!] = weights[i]! / total;
  });
  return out;
}

function cumsum(node: Node<"cumsum">, x: Float64Array): Float64Array {
  const { axis, exclusive, reverse } = node.attributes;
  const out = new Float64Array(x.length);
  const stride = stridesOf(node.shape)[axis]!;
  const n = node.shape[axis]!;
  for (let i = 0; i < x.length; i++) {
    if (Math.floor(i / stride) % n !== 0) continue;
    let total = 0;
    for (let step = 0; step < n; step++) {
      const at = i + (reverse ? n - 1 - step : step) * stride;
      if (exclusive) out[at] = total;
      total += x[at]!;
      if (!exclusive) out[at] = total;
    }
  }
  return out;
}

function recurrence(node: Node<"recurrence">, factors: Float64Array, terms: Float64Array): Float64Array {
  const { axis, reverse } = node.attributes;
  const out = Float64Array.from(terms);
  const stride = stridesOf(node.shape)[axis]!;
  const n = node.shape[axis]!;
  const back = reverse ? stride : -stride;
  for (let i = 0; i < out.length; i++) {
    if (Math.floor(i / stride) % n !== 0) continue;
    for (let step = 1; step < n; step++) {
      const at = i + (reverse ? n - 1 - step : step) * stride;
      out[at]! += factors[at]! * out[at + back]!;
    }
  }
  return out;
}

function pad(node: Node<"pad">, x: Float64Array): Float64Array {
  const out = new Float64Array(sizeOf(node.shape)).fill(node.attributes.value);
  const strides = stridesOf(node.shape);
  const start = node.attributes.before.reduce((sum, before, axis) => sum + before * strides[axis]!, 0);
  offsets(inputShape(node), strides, start).forEach((at, i) => {
    out[at] = x[i]!;
  });
  return out;
}

function concat(node: Node<"concat">, ...parts: Float64Array[]): Float64Array {
  const out = new Float64Array(sizeOf(node.shape));
  const strides = stridesOf(node.shape);
  let start = 0;
  parts.forEach((part, p) => {
    offsets(inputShape(node, p), strides, start).forEach((at, i) => {
      out[at] = part[i]!;
    });
    start += inputShape(node, p)[node.attributes.axis]! * strides[node.attributes.axis]!;
  });
  return out;
}

/** For each element of a gather's result, the offset of the table element it reads; -1 when out of range. */
function gatherOffsets(table: readonly number[], axis: number, indices: Float64Array): Int32Array {
  const inner = sizeOf(table.slice(axis + 1));
  const outer = sizeOf(table.slice(0, axis));
  const extent = table[axis]!;
  const out = new Int32Array(outer * indices.length * inner);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices) {
      const inside = index >= 0 && index < extent;
      for (let i = 0; i < inner; i++) out[at++] = inside ? (o * extent + Math.trunc(index)) * inner + i : -1;
    }
  }
  return out;
}

function gather(node: Node<"gather">, table: Float64Array, indices: Float64Array): Float64Array {
  const from = gatherOffsets(inputShape(node), node.attributes.axis, indices);
  return Float64Array.from(from, (at) => (at < 0 ? Number.NaN : table[at]!));
}

function scatterAdd(node: Node<"scatterAdd">, updates: Float64Array, indices: Float64Array): Float64Array {
  const out = new Float64Array(sizeOf(node.shape));
  gatherOffsets(node.shape, node.attributes.axis, indices).forEach((at, i) => {
    if (at >= 0) out[at]! += updates[i]!;
  });
  return out;
}

function slice(node: Node<"slice">, x: Float64Array): Float64Array {
  const own = stridesOf(inputShape(node));
  const { begin, stride } = node.attributes;
  const start = begin.reduce((sum, first, axis) => sum + first * own[axis]!, 0);
  return readView(
    x,
    node.shape,
    own.map((step, axis) => step * stride[axis]!),
    start,
  );
}

function draw(node: Node<"draw">, key: Float64Array, ...parameters: Float64Array[]): Float64Array {
  let words: Uint32Array = Uint32Array.of(key[0]! >>> 0, key[1]! >>> 0);
  for (const step of node.attributes.path) words = foldIn(words, step);
  const sampler = node.attributes.sampler(uniformStream(words));
  return new Float64Array(sizeOf(node.shape)).map((_, i) => sampler(...parameters.map((p) => p[i]!)));
}

function unbound(node: Node<"parameter">): never {
  throw new InternalError(`The parameter "${node.attributes.name}" was evaluated without a value.`);
}

/** The value of a node, given those of its inputs. */
export function apply(node: Node, inputs: readonly Float64Array[]): Float64Array {
  return (rules[node.op] as Rule)(node, ...(inputs as InputValues));
}

export const rules: { readonly [O in OpName]: Rule<O> } = {
  ...rowsOf(UNARY_OPS, (op) => elementwise(unaryMeaning[op])),
  ...rowsOf(TEST_OPS, (op) => elementwise(testMeaning[op])),
  ...rowsOf(BINARY_OPS, (op) => elementwise(binaryMeaning[op] as (...x: number[]) => number)),
  ...rowsOf(COMPARE_OPS, (op) => elementwise(compareMeaning[op] as (...x: number[]) => boolean)),
  ...rowsOf(LOGIC_OPS, (op) => elementwise(logicMeaning[op] as (...x: number[]) => boolean)),
  ...rowsOf(HOST_OPS, (op) => elementwise(hostMeaning[op])),
  ...rowsOf(REDUCE_OPS, (op) => (node, x) => {
    const out = new Float64Array(sizeOf(node.shape));
    forEachLine(x, inputShape(node), (node as Node<typeof op>).attributes.axes, (line, index) => {
      out[index] = reduceMeaning[op](line);
    });
    return out;
  }),
  parameter: unbound,
  data: (node) => inFloat64(node.attributes.values),
  constant: (node) => inFloat64(node.attributes.values),
  iota: (node) => Float64Array.from({ length: node.shape[0]! }, (_, i) => i),
  cast: (node, x) => (node.dtype === "float64" ? x : x.map(castTo[node.dtype])),
  select: (_, condition, a, b) => condition.map((c, i) => (c !== 0 ? a[i]! : b[i]!)),
  broadcast: (node, x) => readView(x, node.shape, broadcastStrides(inputShape(node), node.shape)),
  reshape: (_, x) => x,
  transpose: (node, x) => {
    const strides = stridesOf(inputShape(node));
    return readView(
      x,
      node.shape,
      node.attributes.permutation.map((axis) => strides[axis]!),
    );
  },
  slice,
  pad,
  concat,
  gather,
  scatterAdd,
  argMax: argExtreme((a, b) => a > b),
  argMin: argExtreme((a, b) => a < b),
  softmax,
  cumsum,
  recurrence,
  matMul: (node, a, b) => matMul(a, b, inputShape(node), inputShape(node, 1)),
  cholesky: (node, x) => cholesky(x, node.shape),
  choleskyInverse: (node, l) => choleskyInverse(l, node.shape),
  diagPart: (node, x) => diagPart(x, node.shape.at(-1) as number),
  triangularSolve: (node, l, b) =>
    triangularSolve(l, b, inputShape(node), inputShape(node, 1), node.attributes.transpose),
  qrFactor: (node, x) => qrFactor(x, node.shape[1] as number),
  draw,
  scan: (node, ...inputs: Float64Array[]) => evaluateScan(node, inputs, apply),
  odeint: (node, ...inputs: Float64Array[]) => evaluateOdeint(node, inputs, apply),
  part: evaluatePart,
  argument: () => {
    throw new InternalError("An argument of a loop was evaluated outside of its loop.");
  },
};
