// Checked constructors of nodes, one per family of ops: they infer shape and dtype and skip operations that do nothing.
import { InternalError, UsageError } from "../errors.ts";
import type { SamplerFactory } from "./draw.ts";
import { type DType, isOp, makeNode, type Node, type Shape } from "./node.ts";
import type { BinaryOp, CompareOp, HeldNumbers, HostOp, ReduceOp, TestOp, UnaryOp } from "./ops.ts";
import { broadcastShapes, dropAxes, keepAxes, sameShape, showShape, sizeOf } from "./shape.ts";

const NONE = {} as Readonly<Record<string, never>>;

/** An input to differentiate by. */
export function parameter(name: string, shape: Shape, dtype: DType = "float64"): Node {
  return makeNode("parameter", [], { name }, shape, dtype);
}

/** An input that can be bound anew; `values` is what it holds until then. */
export function data(name: string, values: HeldNumbers, shape: Shape, dtype: DType = "float64"): Node {
  return makeNode("data", [], { name, values }, shape, dtype);
}

export function constant(values: Float64Array, shape: Shape, dtype: DType = "float64"): Node {
  if (values.length !== sizeOf(shape)) {
    throw new InternalError(`A constant of shape ${showShape(shape)} was given ${values.length} values.`);
  }
  return makeNode("constant", [], { values }, shape, dtype);
}

export function scalar(value: number, dtype: DType = "float64"): Node {
  return constant(Float64Array.of(value), [], dtype);
}

/** One number repeated over a shape. */
export function fill(value: number, shape: Shape, dtype: DType = "float64"): Node {
  return broadcast(scalar(value, dtype), shape);
}

/** 0, 1, ..., size - 1. */
export function iota(size: number): Node {
  return makeNode("iota", [], NONE, [size], "int32");
}

/** Arithmetic on bool is arithmetic on 0 and 1. */
function number(x: Node): Node {
  return x.dtype === "bool" ? cast(x, "int32") : x;
}

export function unary(op: UnaryOp, argument: Node): Node {
  const x = number(argument);
  const integer = x.dtype === "int32" && (op === "neg" || op === "abs" || op === "sign");
  return makeNode(op, [x], NONE, x.shape, integer ? "int32" : "float64");
}

export function test(op: TestOp, x: Node): Node {
  return makeNode(op, [number(x)], NONE, x.shape, "bool");
}

/** Broadcasts nodes to their common shape. */
export function align(nodes: readonly Node[], where: string): readonly Node[] {
  const [first] = nodes;
  if (first && nodes.every((node) => sameShape(node.shape, first.shape))) return nodes;
  const shape = broadcastShapes(
    nodes.map((node) => node.shape),
    where,
  );
  return nodes.map((node) => broadcast(node, shape));
}

export function binary(op: BinaryOp, a: Node, b: Node): Node {
  const [x, y] = align([number(a), number(b)], op) as [Node, Node];
  const integer =
    x.dtype === "int32" && y.dtype === "int32" && op !== "div" && op !== "pow" && op !== "atan2";
  return makeNode(op, [x, y], NONE, x.shape, integer ? "int32" : "float64");
}

/** A function of several arguments, which broadcast together. */
export function hostFunction(op: HostOp, inputs: readonly Node[]): Node {
  const aligned = align(inputs.map(number), op);
  return makeNode(op, aligned, NONE, aligned[0]?.shape ?? [], "float64");
}

export function compare(op: CompareOp, a: Node, b: Node): Node {
  const [x, y] = align([number(a), number(b)], op) as [Node, Node];
  return makeNode(op, [x, y], NONE, x.shape, "bool");
}

export function logic(op: "and" | "or", a: Node, b: Node): Node {
  const [x, y] = align([cast(a, "bool"), cast(b, "bool")], op) as [Node, Node];
  return makeNode(op, [x, y], NONE, x.shape, "bool");
}

export function not(x: Node): Node {
  return makeNode("not", [cast(x, "bool")], NONE, x.shape, "bool");
}

/** The common dtype of values that end up in one tensor. */
function unify(values: readonly Node[]): { dtype: DType; values: readonly Node[] } {
  const dtypes = new Set(values.map((value) => value.dtype));
  if (dtypes.size <= 1) return { dtype: values[0]?.dtype ?? "float64", values };
  return { dtype: dtypes.has("float64") ? "float64" : "int32", values: values.map(number) };
}

/** `whenTrue` where the condition holds, else `whenFalse`; all three broadcast together. */
export function select(condition: Node, whenTrue: Node, whenFalse: Node): Node {
  const { dtype, values } = unify([whenTrue, whenFalse]);
  const inputs = align([cast(condition, "bool"), ...values], "select");
  return makeNode("select", inputs, NONE, inputs[0]?.shape ?? [], dtype);
}

export function cast(x: Node, dtype: DType): Node {
  return x.dtype === dtype ? x : makeNode("cast", [x], NONE, x.shape, dtype);
}

/**
 * Repeats x over a larger shape, by NumPy's rule.
 * @throws UsageError when the shape is not larger, or differs where x has more than one element.
 */
export function broadcast(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (x.shape.length > 0 && !sameShape(broadcastShapes([x.shape, shape], "broadcast"), shape)) {
    throw new UsageError(`broadcast: shape ${showShape(x.shape)} does not expand to ${showShape(shape)}.`);
  }
  return makeNode("broadcast", [isOp(x, "broadcast") && x.inputs[0] ? source(x) : x], NONE, shape, x.dtype);
}

/** The input of a broadcast, when broadcasting it directly gives the same; the leading axes must agree. */
function source(x: Node): Node {
  const inner = x.inputs[0] as Node;
  return inner.shape.length <= x.shape.length ? inner : x;
}

export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (sizeOf(shape) !== sizeOf(x.shape)) {
    throw new UsageError(
      `reshape: ${showShape(x.shape)} has ${sizeOf(x.shape)} elements, ${showShape(shape)} needs ${sizeOf(shape)}.`,
    );
  }
  const inner = isOp(x, "reshape") ? (x.inputs[0] as Node) : x;
  return sameShape(inner.shape, shape) ? inner : makeNode("reshape", [inner], NONE, shape, x.dtype);
}

export function transpose(x: Node, permutation: readonly number[]): Node {
  if (permutation.every((from, axis) => from === axis)) return x;
  const shape = permutation.map((from) => x.shape[from] as number);
  return makeNode("transpose", [x], { permutation }, shape, x.dtype);
}

/**
 * Element i of axis a is element begin[a] + i * stride[a] of x; a stride may be negative.
 * @throws UsageError when an element lies outside x.
 */
export function slice(x: Node, begin: readonly number[], size: Shape, stride?: readonly number[]): Node {
  const steps = stride ?? begin.map(() => 1);
  begin.forEach((first, axis) => {
    const extent = x.shape[axis] as number;
    const last = first + ((size[axis] as number) - 1) * (steps[axis] as number);
    if ((size[axis] as number) > 0 && (first < 0 || first >= extent || last < 0 || last >= extent)) {
      throw new UsageError(
        `slice: elements ${first} to ${last} of axis ${axis} lie outside shape ${showShape(x.shape)}.`,
      );
    }
  });
  if (sameShape(size, x.shape) && steps.every((step) => step === 1)) return x;
  return makeNode("slice", [x], { begin, stride: steps }, size, x.dtype);
}

/** Surrounds x, which starts at before[a] on axis a, by a number. */
export function pad(x: Node, before: readonly number[], shape: Shape, value = 0): Node {
  if (sameShape(shape, x.shape)) return x;
  return makeNode("pad", [x], { before, value }, shape, x.dtype);
}

export function concat(given: readonly Node[], axis: number): Node {
  const [first] = given;
  if (!first) throw new UsageError("concat: no tensors were given.");
  if (given.length === 1) return first;
  const { dtype, values: parts } = unify(given);
  const total = parts.reduce((sum, part) => sum + (part.shape[axis] as number), 0);
  for (const part of parts) {
    if (!sameShape(dropAxes(part.shape, [axis]), dropAxes(first.shape, [axis]))) {
      throw new UsageError(
        `concat: shapes ${parts.map((p) => showShape(p.shape)).join(", ")} differ beyond axis ${axis}.`,
      );
    }
  }
  return makeNode("concat", parts, { axis }, first.shape.with(axis, total), dtype);
}

/** The axis of the table is replaced by the shape of the indices. */
export function gather(table: Node, indices: Node, axis: number): Node {
  const shape = [...table.shape.slice(0, axis), ...indices.shape, ...table.shape.slice(axis + 1)];
  return makeNode("gather", [table, indices], { axis }, shape, table.dtype);
}

/** Adds `updates` (shaped as the gather of `shape` along `axis` by `indices`) into zeros of `shape`. */
export function scatterAdd(updates: Node, indices: Node, axis: number, shape: Shape): Node {
  const added = number(updates);
  return makeNode("scatterAdd", [added, indices], { axis }, shape, added.dtype);
}

/** @param bounds a proven interval that holds every element of the result */
export function reduce(
  op: ReduceOp,
  of: Node,
  axes: readonly number[],
  bounds?: readonly [number, number],
): Node {
  const x = op === "any" || op === "all" ? cast(of, "bool") : number(of);
  if (axes.length === 0 && op !== "logProd") return x;
  const dtype = op === "logSumExp" || op === "logProd" ? "float64" : x.dtype;
  return makeNode(op, [x], bounds ? { axes, bounds } : { axes }, dropAxes(x.shape, axes), dtype);
}

/** A reduction whose axes stay, with size 1. */
export function reduceKeep(
  op: ReduceOp,
  x: Node,
  axes: readonly number[],
  bounds?: readonly [number, number],
): Node {
  return reshape(reduce(op, x, axes, bounds), keepAxes(x.shape, axes));
}

export function softmax(x: Node, axes: readonly number[]): Node {
  return makeNode("softmax", [number(x)], { axes }, x.shape, "float64");
}

export function argExtreme(op: "argMax" | "argMin", x: Node, axis: number): Node {
  return makeNode(op, [x], { axis }, dropAxes(x.shape, [axis]), "int32");
}

export function cumsum(terms: Node, axis: number, exclusive = false, reverse = false): Node {
  const x = number(terms);
  return makeNode("cumsum", [x], { axis, exclusive, reverse }, x.shape, x.dtype);
}

/** y[i] = factors[i] y[i - 1] + terms[i] along an axis, or in reverse; the first element is its term. */
export function recurrence(factors: Node, terms: Node, axis: number, reverse = false): Node {
  const [a, b] = align([number(factors), number(terms)], "recurrence") as [Node, Node];
  const dtype = a.dtype === "int32" && b.dtype === "int32" ? "int32" : "float64";
  return makeNode("recurrence", [a, b], { axis, reverse }, a.shape, dtype);
}

/** [..., m, k] x [..., k, n]; batch axes broadcast. */
export function matMul(a: Node, b: Node): Node {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const [k2, n] = b.shape.slice(-2) as [number, number];
  if (a.shape.length < 2 || b.shape.length < 2 || k !== k2) {
    throw new UsageError(
      `matMul: inner dimensions of ${showShape(a.shape)} and ${showShape(b.shape)} do not agree.`,
    );
  }
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)], "matMul");
  const inputs = [broadcast(number(a), [...batch, m, k]), broadcast(number(b), [...batch, k, n])];
  return makeNode("matMul", inputs, NONE, [...batch, m, n], "float64");
}

export function cholesky(x: Node): Node {
  return makeNode("cholesky", [number(x)], NONE, x.shape, "float64");
}

/** The inverse of L L' for a lower triangle L. */
export function choleskyInverse(lower: Node): Node {
  return makeNode("choleskyInverse", [number(lower)], NONE, lower.shape, "float64");
}

/** The diagonal of square matrices. */
export function diagPart(x: Node): Node {
  return makeNode("diagPart", [x], NONE, x.shape.slice(0, -1), x.dtype);
}

/** X with L X = B, or L' X = B when transposed; batch axes broadcast. */
export function triangularSolve(lower: Node, right: Node, transposed: boolean): Node {
  const batch = broadcastShapes([lower.shape.slice(0, -2), right.shape.slice(0, -2)], "triangularSolve");
  const l = broadcast(number(lower), [...batch, ...lower.shape.slice(-2)]);
  const b = broadcast(number(right), [...batch, ...right.shape.slice(-2)]);
  return makeNode("triangularSolve", [l, b], { transpose: transposed }, b.shape, "float64");
}

/** Upper-triangular R [m, m] with a non-negative diagonal and R'R = A'A, for A [n, m]. */
export function qrFactor(x: Node): Node {
  if (x.shape.length !== 2) {
    throw new UsageError(`qrFactor: needs a matrix, but its argument has shape ${showShape(x.shape)}.`);
  }
  const m = x.shape[1] as number;
  return makeNode("qrFactor", [number(x)], NONE, [m, m], "float64");
}

/** Elementwise random numbers: one draw per element of `shape`, to which the parameters broadcast. */
export function draw(
  key: Node,
  path: readonly number[],
  parameters: readonly Node[],
  shape: Shape,
  sampler: SamplerFactory,
  dtype: DType = "float64",
): Node {
  const inputs = [key, ...parameters.map((p) => broadcast(p, shape))];
  return makeNode("draw", inputs, { path, sampler }, shape, dtype);
}

/** A node of the same op and attributes over other inputs of the same types. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  return inputs.every((input, i) => input === node.inputs[i])
    ? node
    : makeNode(node.op, inputs, node.attributes, node.shape, node.dtype);
}
