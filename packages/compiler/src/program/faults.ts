// What can be wrong with a node beyond its type: a row per op that carries attributes, or inputs, with rules of their own.
import { isOp, type Node, type Shape } from "./node.ts";
import { ELEMENTWISE } from "./opFamilies.ts";
import type { OpName } from "./ops.ts";
import { sameShape, showShape, sizeOf } from "./shape.ts";

/** A complaint, or undefined when all is well. */
type Check<O extends OpName = OpName> = (node: Node<O>, ...inputs: [Node, Node]) => string | undefined;

const isCount = (x: number | undefined): boolean => Number.isInteger(x) && (x as number) >= 0;

function axisFault(axis: number, shape: Shape): string | undefined {
  return isCount(axis) && axis < shape.length
    ? undefined
    : `axis ${axis} does not exist in ${showShape(shape)}`;
}

function indexingFault(axis: number, table: Shape, indices: Node, picked: Shape): string | undefined {
  if (indices.dtype !== "int32") return `the indices are ${indices.dtype}, not int32`;
  const expected = [...table.slice(0, axis), ...indices.shape, ...table.slice(axis + 1)];
  const agree = sameShape(picked, expected)
    ? undefined
    : `${showShape(picked)} should be ${showShape(expected)}`;
  return axisFault(axis, table) ?? agree;
}

function batchFault(node: Node): string | undefined {
  const batch = node.shape.slice(0, -2);
  const agree = node.inputs.every((input) => sameShape(input.shape.slice(0, -2), batch));
  return agree ? undefined : "the inputs must have the result's batch shape";
}

const values: Check<"constant" | "data"> = ({ shape, attributes }) =>
  attributes.values.length === sizeOf(shape) ? undefined : `it holds ${attributes.values.length} values`;

const square: Check = (_, x) =>
  x.shape.length >= 2 && x.shape.at(-1) === x.shape.at(-2) ? undefined : "the matrices must be square";

const ofAxis: Check<"argMax" | "argMin" | "cumsum" | "concat"> = ({ attributes }, x) =>
  axisFault(attributes.axis, x.shape);

const checks: { readonly [O in OpName]?: Check<O> } = {
  constant: values,
  data: values,
  transpose: ({ attributes: { permutation } }, x) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    const each = sorted.length === x.shape.length && sorted.every((from, axis) => from === axis);
    return each ? undefined : "the permutation must name each axis once";
  },
  slice: ({ attributes }) =>
    attributes.stride.every((step) => Number.isInteger(step) && step !== 0)
      ? undefined
      : "strides must be whole and not 0",
  pad: ({ attributes: { before }, shape }, x) => {
    const inside = x.shape.every(
      (n, axis) => isCount(before[axis]) && (before[axis] as number) + n <= (shape[axis] as number),
    );
    return inside && x.shape.length === shape.length ? undefined : "the input must lie inside the result";
  },
  gather: ({ attributes, shape }, table, indices) =>
    indexingFault(attributes.axis, table.shape, indices, shape),
  scatterAdd: ({ attributes, shape }, updates, indices) =>
    indexingFault(attributes.axis, shape, indices, updates.shape),
  argMax: ofAxis,
  argMin: ofAxis,
  cumsum: ofAxis,
  concat: ofAxis,
  recurrence: ({ attributes, shape }, factors, terms) =>
    axisFault(attributes.axis, shape) ??
    ([factors, terms].every((input) => sameShape(input.shape, shape))
      ? undefined
      : "the inputs must have the result's shape"),
  matMul: batchFault,
  cholesky: square,
  choleskyInverse: square,
  diagPart: square,
  triangularSolve: (node, lower, right) =>
    square(node, lower, right) ??
    batchFault(node) ??
    (right.shape.at(-2) === lower.shape.at(-1) ? undefined : "the matrix must fit the right-hand side"),
};

function axesFault(node: Node): string | undefined {
  if (!("axes" in node.attributes)) return undefined;
  const { axes, bounds } = node.attributes;
  const { shape } = node.inputs[0] as Node;
  if (axes.some((axis, i) => i > 0 && axis <= (axes[i - 1] as number)))
    return "the axes must be sorted and distinct";
  if (bounds && !(bounds[0] <= bounds[1])) return "the bounds must be in order";
  return axes.map((axis) => axisFault(axis, shape)).find((fault) => fault !== undefined);
}

/** Broadcasting is an op of its own: the others find their inputs at the shape of the result. */
function elementwiseFault(node: Node): string | undefined {
  if (!ELEMENTWISE.has(node.op) && !isOp(node, "draw")) return undefined;
  const inputs = isOp(node, "draw") ? node.inputs.slice(1) : node.inputs;
  return inputs.every((input) => sameShape(input.shape, node.shape))
    ? undefined
    : "the inputs must have the result's shape";
}

/** What is wrong with the shape, attributes or inputs of a node, if anything. */
export function faultOf(node: Node): string | undefined {
  if (!node.shape.every(isCount)) return "extents must be whole and not negative";
  const own = checks[node.op] as Check | undefined;
  return (
    axesFault(node) ?? elementwiseFault(node) ?? own?.(node, ...(node.inputs as unknown as [Node, Node]))
  );
}
