// Reads an expression with a value per row of data as a linear form: known columns times unknown weights, plus effects of
// groups. An analysis, not a pass.
import {
  binary,
  broadcast,
  cast,
  compare,
  concat,
  fill,
  iota,
  reshape,
  scalar,
  transpose,
  unary,
} from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { collapse, varyingAxes } from "./variance.ts";

/** data [rows, q] times weights [q]; the data do not depend on parameters. */
export interface Columns {
  readonly data: Node;
  readonly weights: Node;
}

/** Adds effects[groups[i]] to row i, for effects [groups] and known group numbers [rows]. */
export interface GroupEffect {
  readonly effects: Node;
  readonly groups: Node;
}

/** Elements in row-major order are the rows. */
export interface LinearForm {
  readonly columns: readonly Columns[];
  readonly groups: readonly GroupEffect[];
}

/** Whether the node is one number, repeated. */
export function isUniform(node: Node): boolean {
  return !varyingAxes(node).includes(true);
}

/** The number that a uniform node repeats. */
export function uniformValue(node: Node): Node {
  return reshape(collapse(node, [...node.shape.keys()]), []);
}

function oneColumn(data: Node, weight: Node): LinearForm {
  return {
    columns: [
      { data: reshape(cast(data, "float64"), [sizeOf(data.shape), 1]), weights: reshape(weight, [1]) },
    ],
    groups: [],
  };
}

function together(a: LinearForm | undefined, b: LinearForm | undefined): LinearForm | undefined {
  return a && b && { columns: [...a.columns, ...b.columns], groups: [...a.groups, ...b.groups] };
}

/** The form times a number. */
function scaled(form: LinearForm, by: Node): LinearForm {
  return {
    columns: form.columns.map(({ data, weights }) => ({ data, weights: binary("mul", weights, by) })),
    groups: form.groups.map(({ effects, groups }) => ({ effects: binary("mul", effects, by), groups })),
  };
}

/** The form with each row times, or divided by, a known number. */
function rowScaled(form: LinearForm, op: "mul" | "div", by: Node): LinearForm | undefined {
  if (form.groups.length > 0) return undefined;
  const factors = reshape(cast(by, "float64"), [sizeOf(by.shape), 1]);
  return {
    columns: form.columns.map(({ data, weights }) => ({ data: binary(op, data, factors), weights })),
    groups: [],
  };
}

function product(node: Node): LinearForm | undefined {
  const [a, b] = node.inputs as [Node, Node];
  for (const [factor, rest] of [
    [a, b],
    [b, a],
  ] as const) {
    if (isUniform(factor)) return timesNumber(rest, uniformValue(factor));
    if (factor.binding !== BINDING.parameter) {
      const form = linearForm(rest);
      return form && rowScaled(form, "mul", factor);
    }
  }
  return undefined;
}

function timesNumber(node: Node, factor: Node): LinearForm | undefined {
  const form = linearForm(node);
  return form && scaled(form, factor);
}

function quotient(node: Node): LinearForm | undefined {
  const [a, b] = node.inputs as [Node, Node];
  const { factor, rest } = stripFactor(b);
  const form = isUniform(rest) || rest.binding !== BINDING.parameter ? linearForm(a) : undefined;
  if (!form) return undefined;
  if (isUniform(rest))
    return scaled(form, binary("div", scalar(1), binary("mul", factor, uniformValue(rest))));
  return rowScaled(scaled(form, binary("div", scalar(1), factor)), "div", rest);
}

/** X b or b' X', with one column or row of weights. */
function matrixProduct(node: Node<"matMul">): LinearForm | undefined {
  if (node.shape.length !== 2) return undefined;
  const [a, b] = node.inputs as [Node, Node];
  const [rows, columns] = node.shape as [number, number];
  if (columns === 1 && a.binding !== BINDING.parameter)
    return {
      columns: [{ data: cast(a, "float64"), weights: reshape(b, [b.shape[0] as number]) }],
      groups: [],
    };
  if (rows === 1 && b.binding !== BINDING.parameter)
    return {
      columns: [{ data: transpose(cast(b, "float64"), [1, 0]), weights: reshape(a, [a.shape[1] as number]) }],
      groups: [],
    };
  return undefined;
}

/** A sum over the last axis of X [..., q] times weights that vary along that axis alone. */
function weightedSum(node: Node<"sum">): LinearForm | undefined {
  const x = node.inputs[0] as Node;
  const last = x.shape.length - 1;
  if (!isOp(x, "mul") || node.attributes.axes.join() !== `${last}`) return undefined;
  const [a, b] = x.inputs as [Node, Node];
  const rowAxes = [...x.shape.keys()].slice(0, last);
  const q = x.shape[last] as number;
  for (const [data, weights] of [
    [a, b],
    [b, a],
  ] as const) {
    const still = rowAxes.every((axis) => !varyingAxes(weights)[axis]);
    if (data.binding === BINDING.parameter || !still) continue;
    const own = reshape(collapse(weights, rowAxes), [q]);
    return {
      columns: [{ data: reshape(cast(data, "float64"), [sizeOf(node.shape), q]), weights: own }],
      groups: [],
    };
  }
  return undefined;
}

function groupEffect(node: Node<"gather">): LinearForm | undefined {
  const [table, positions] = node.inputs as unknown as [Node, Node];
  const vector = sizeOf(table.shape) === table.shape[node.attributes.axis];
  if (!vector || positions.binding === BINDING.parameter) return undefined;
  return {
    columns: [],
    groups: [
      {
        effects: reshape(table, [sizeOf(table.shape)]),
        groups: reshape(positions, [sizeOf(positions.shape)]),
      },
    ],
  };
}

/** The node as a linear form in what is unknown, if it is one. */
export function linearForm(node: Node): LinearForm | undefined {
  if (node.dtype !== "float64" && node.binding === BINDING.parameter) return undefined;
  const value = constantValue(node);
  if (value !== undefined) return oneColumn(fill(1, node.shape), scalar(value));
  if (node.binding !== BINDING.parameter) return oneColumn(node, scalar(1));
  if (isUniform(node)) return oneColumn(fill(1, node.shape), uniformValue(node));
  const [a, b] = node.inputs as [Node, Node];
  if (isOp(node, "add")) return together(linearForm(a), linearForm(b));
  if (isOp(node, "sub")) return together(linearForm(a), timesNumber(b, scalar(-1)));
  if (isOp(node, "neg")) return timesNumber(a, scalar(-1));
  if (isOp(node, "mul")) return product(node);
  if (isOp(node, "div")) return quotient(node);
  if (isOp(node, "reshape")) return linearForm(a);
  if (isOp(node, "matMul")) return matrixProduct(node);
  if (isOp(node, "sum")) return weightedSum(node);
  return isOp(node, "gather") ? groupEffect(node) : undefined;
}

/** Group effects as columns of ones and zeros. */
export function indicatorColumns({ effects, groups }: GroupEffect): Columns {
  const count = effects.shape[0] as number;
  const rows = groups.shape[0] as number;
  const number = broadcast(reshape(groups, [rows, 1]), [rows, count]);
  return {
    data: cast(compare("equal", number, broadcast(iota(count), [rows, count])), "float64"),
    weights: effects,
  };
}

/** All columns side by side. Columns of one repeated number are summed into a single one. */
export function joinColumns(columns: readonly Columns[], rows: number): Columns {
  const repeated = columns.filter(({ data }) => constantValue(data) !== undefined);
  const others = columns.filter((one) => !repeated.includes(one));
  const intercept = repeated.map(({ data, weights }) =>
    binary("mul", weights, scalar(constantValue(data) as number)),
  );
  const all =
    intercept.length === 0
      ? others
      : [...others, { data: fill(1, [rows, 1]), weights: intercept.reduce((a, b) => binary("add", a, b)) }];
  return {
    data: concat(
      all.map(({ data }) => data),
      1,
    ),
    weights: concat(
      all.map(({ weights }) => weights),
      0,
    ),
  };
}

/** -x, x / s and s x for numbers s: the factor that they put before the rest. */
export function stripFactor(node: Node): { factor: Node; rest: Node } {
  const [a, b] = node.inputs as [Node, Node];
  const behind = (rest: Node, by: (factor: Node) => Node) => {
    const inner = stripFactor(rest);
    return { factor: by(inner.factor), rest: inner.rest };
  };
  if (isOp(node, "neg")) return behind(a, (factor) => unary("neg", factor));
  if (isOp(node, "div") && isUniform(b)) return behind(a, (factor) => binary("div", factor, uniformValue(b)));
  if (isOp(node, "mul") && isUniform(b)) return behind(a, (factor) => binary("mul", factor, uniformValue(b)));
  if (isOp(node, "mul") && isUniform(a)) return behind(b, (factor) => binary("mul", factor, uniformValue(a)));
  return { factor: scalar(1), rest: node };
}
