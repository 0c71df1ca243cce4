// Reverse-mode rules: for each op, the cotangents of its inputs from the cotangent of its result, as program nodes.
// Derivatives of real functions as in any calculus table; those of matrix ops are in matrixRules.ts.
import { add, div, mul, neg, square, sub } from "../program/arithmetic.ts";
import * as build from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import {
  COMPARE_OPS, LOGIC_OPS, type OpName, TEST_OPS, type UnaryOp,
} from "../program/ops.ts"; // biome-ignore format: a list
import { broadcastAxes, keepAxes } from "../program/shape.ts";
import { besselRatioDerivative } from "./besselRatio.ts";
import { hostRules } from "./hostRules.ts";
import { matrixRules } from "./matrixRules.ts";
import { refused } from "./refused.ts";

const { binary, unary, select, reduce, reshape, broadcast, scalar, compare, cast } = build;
const zero = scalar(0);
const one = scalar(1);

/** The cotangent of each input, given that of the result; null where there is none. */
export type GradientRule<O extends OpName = OpName> = (node: Node<O>, cotangent: Node) => (Node | null)[];

/** How each elementwise function scales a cotangent: by its derivative at x, where y is its value. */
const derivatives: Readonly<Record<UnaryOp, (x: Node, y: Node) => Node | null>> = {
  neg: () => scalar(-1),
  abs: (x) => unary("sign", x),
  sign: () => null,
  floor: () => null,
  ceil: () => null,
  round: () => null,
  sqrt: (_, y) => div(scalar(0.5), y),
  exp: (_, y) => y,
  expm1: (x) => unary("exp", x),
  log: (x) => div(one, x),
  log1p: (x) => div(one, add(x, one)),
  sin: (x) => unary("cos", x),
  cos: (x) => neg(unary("sin", x)),
  tan: (_, y) => add(one, square(y)),
  // 1 - x^2 and x^2 - 1 as products keep their accuracy at the ends of the domain.
  asin: (x) => div(one, unary("sqrt", mul(sub(one, x), add(one, x)))),
  acos: (x) => div(scalar(-1), unary("sqrt", mul(sub(one, x), add(one, x)))),
  atan: (x) => div(one, add(one, square(x))),
  sinh: (x) => unary("cosh", x),
  cosh: (x) => unary("sinh", x),
  tanh: (_, y) => sub(one, square(y)),
  asinh: (x) => div(one, unary("sqrt", add(square(x), one))),
  acosh: (x) => div(one, unary("sqrt", mul(sub(x, one), add(x, one)))),
  atanh: (x) => div(one, mul(sub(one, x), add(one, x))),
  // 1 - y would be 0 where y rounds to 1; the two sigmoids share their exponential.
  sigmoid: (x, y) => mul(y, unary("sigmoid", neg(x))),
  softplus: (x) => unary("sigmoid", x),
  erf: (x) => mul(scalar(2 / Math.sqrt(Math.PI)), unary("exp", neg(square(x)))),
  erfc: (x) => mul(scalar(-2 / Math.sqrt(Math.PI)), unary("exp", neg(square(x)))),
  // 2 x erfcx(x) - 2 / sqrt(pi)
  erfcx: (x, y) => sub(mul(scalar(2), mul(x, y)), scalar(2 / Math.sqrt(Math.PI))),
  erfinv: (_, y) => mul(scalar(Math.sqrt(Math.PI) / 2), unary("exp", square(y))),
  lgamma: (x) => unary("digamma", x),
  digamma: (x) => unary("trigamma", x),
  trigamma: (x) => mul(scalar(-2), build.hostFunction("zeta", [scalar(3), x])),
  // The inverse of Mills' ratio: the density over the distribution function, without dividing one tiny number by another.
  normalLogCdf: (x) => div(scalar(Math.sqrt(2 / Math.PI)), unary("erfcx", mul(scalar(-Math.SQRT1_2), x))),
  normalQuantile: (_, y) => mul(scalar(Math.sqrt(2 * Math.PI)), unary("exp", mul(scalar(0.5), square(y)))),
  logBesselI0: (x) => unary("besselRatio", x),
  besselRatio: besselRatioDerivative,
};

function elementwise(op: UnaryOp): GradientRule {
  return (node, cotangent) => {
    const derivative = derivatives[op](node.inputs[0] as Node, node);
    return [derivative && mul(cotangent, derivative)];
  };
}

/** Sends the cotangent to the larger of two arguments, and half to each at a tie (as JAX). */
function extreme(op: "greater" | "less"): GradientRule {
  return (node, cotangent) => {
    const [a, b] = node.inputs as [Node, Node];
    const half = mul(cotangent, scalar(0.5));
    const share = (x: Node, y: Node) =>
      select(compare("equal", x, y), half, select(compare(op, x, y), cotangent, zero));
    return [share(a, b), share(b, a)];
  };
}

/** x^(y-1) y, and x^y log x with 0 log 0 = 0. */
function pow(node: Node, cotangent: Node): Node[] {
  const [x, y] = node.inputs as [Node, Node];
  const isZero = compare("equal", x, zero);
  const byBase = mul(y, binary("pow", x, sub(y, one)));
  const baseGradient = select(compare("equal", y, zero), zero, byBase);
  const exponentGradient = select(isZero, zero, mul(node, unary("log", select(isZero, one, x))));
  return [mul(cotangent, baseGradient), mul(cotangent, exponentGradient)];
}

/** Gives a reduced result back its lost axes, repeated over the input's shape. */
function spread(reduced: Node, node: Node, axes: readonly number[]): Node {
  const { shape } = node.inputs[0] as Node;
  return broadcast(reshape(reduced, keepAxes(shape, axes)), shape);
}

/** Shares the cotangent of a maximum or minimum equally among the elements that attain it. */
function reduceExtreme(node: Node<"max"> | Node<"min">, cotangent: Node): Node[] {
  const x = node.inputs[0] as Node;
  const { axes } = node.attributes;
  const attained = cast(compare("equal", x, spread(node, node, axes)), "float64");
  const count = reduce("sum", attained, axes);
  return [mul(spread(div(cotangent, count), node, axes), attained)];
}

/** The product of the other factors: the quotient where x is not zero, and where x is the only zero their own product. */
function prod(node: Node<"prod">, cotangent: Node): Node[] {
  const x = node.inputs[0] as Node;
  const { axes } = node.attributes;
  const isZero = compare("equal", x, zero);
  const zeros = reduce("sum", cast(isZero, "float64"), axes);
  const others = reduce("prod", select(isZero, one, x), axes);
  const onlyZero = spread(select(compare("equal", zeros, one), others, zero), node, axes);
  const noZero = div(spread(node, node, axes), select(isZero, one, x));
  return [mul(spread(cotangent, node, axes), select(isZero, onlyZero, noZero))];
}

function slice(node: Node<"slice">, cotangent: Node): Node[] {
  const x = node.inputs[0] as Node;
  const { begin, stride } = node.attributes;
  if (stride.every((step) => step === 1)) return [build.pad(cotangent, begin, x.shape)];
  // A strided or reversed slice: scatter along each axis in turn.
  let spreadOut = cotangent;
  stride.forEach((step, axis) => {
    const extent = x.shape[axis] as number;
    const indices = add(
      mul(build.iota(node.shape[axis] as number), scalar(step, "int32")),
      scalar(begin[axis] as number, "int32"),
    );
    spreadOut = build.scatterAdd(spreadOut, indices, axis, spreadOut.shape.with(axis, extent));
  });
  return [spreadOut];
}

function concat(node: Node<"concat">, cotangent: Node): Node[] {
  let start = 0;
  return node.inputs.map((part) => {
    const begin = node.shape.map((_, axis) => (axis === node.attributes.axis ? start : 0));
    start += part.shape[node.attributes.axis] as number;
    return build.slice(cotangent, begin, part.shape);
  });
}

function softmax(node: Node<"softmax">, cotangent: Node): Node[] {
  const weighted = mul(cotangent, node);
  const total = build.reduceKeep("sum", weighted, node.attributes.axes);
  return [sub(weighted, mul(node, broadcast(total, node.shape)))];
}

function cumsum(node: Node<"cumsum">, cotangent: Node): Node[] {
  const { axis, exclusive, reverse } = node.attributes;
  return [build.cumsum(cotangent, axis, exclusive, !reverse)];
}

/** Whether no index is out of range: constants tell, and data that are indices as they are get checked when they are bound. */
function alwaysInside(indices: Node, extent: number): boolean {
  if (!isOp(indices, "constant")) return isOp(indices, "data");
  return indices.attributes.values.every((at) => at >= 0 && at < extent);
}

/** Each update gets the cotangent of the element that it was added to; one that was dropped, none. */
function scatterAdd(node: Node<"scatterAdd">, cotangent: Node): [Node, null] {
  const [updates, indices] = node.inputs as [Node, Node];
  const { axis } = node.attributes;
  const extent = node.shape[axis] as number;
  if (alwaysInside(indices, extent)) return [build.gather(cotangent, indices, axis), null];
  const [low, high] = [scalar(0, "int32"), scalar(extent, "int32")];
  const inside = build.logic("and", compare("lessEqual", low, indices), compare("less", indices, high));
  const gathered = build.gather(cotangent, select(inside, indices, low), axis);
  const trailing = updates.shape.slice(axis + indices.shape.length).map(() => 1);
  return [select(reshape(inside, [...indices.shape, ...trailing]), gathered, zero), null];
}

/** Element i of the result is element i + by of x along the axis, for by = 1 or -1, and 0 beyond its end. */
function shifted(x: Node, axis: number, by: 1 | -1): Node {
  const extent = x.shape[axis] as number;
  if (extent === 1) return build.fill(0, x.shape);
  const start = (from: number) => x.shape.map((_, other) => (other === axis ? from : 0));
  const kept = build.slice(x, start(by === 1 ? 1 : 0), x.shape.with(axis, extent - 1));
  return build.pad(kept, start(by === 1 ? 0 : 1), x.shape);
}

/** The cotangents run the other way, each by the factor through which its element went on. */
function recurrence(node: Node<"recurrence">, cotangent: Node): Node[] {
  const { axis, reverse } = node.attributes;
  const by = reverse ? -1 : 1;
  const terms = build.recurrence(shifted(node.inputs[0] as Node, axis, by), cotangent, axis, !reverse);
  return [mul(terms, shifted(node, axis, reverse ? 1 : -1)), terms];
}

function rowsOf<N extends OpName>(names: readonly N[], rule: GradientRule): Record<N, GradientRule> {
  return Object.fromEntries(names.map((name) => [name, rule])) as Record<N, GradientRule>;
}

/** Piecewise constant, discrete or random: nothing flows back. */
const none: GradientRule = (node) => node.inputs.map(() => null);

export const gradientRules: { readonly [O in OpName]: GradientRule<O> } = {
  ...(Object.fromEntries(
    (Object.keys(derivatives) as UnaryOp[]).map((op) => [op, elementwise(op)]),
  ) as Record<UnaryOp, GradientRule>),
  ...rowsOf([...TEST_OPS, ...COMPARE_OPS, ...LOGIC_OPS], none),
  ...hostRules,
  parameter: none,
  data: none,
  constant: none,
  iota: none,
  draw: none,
  argument: none,
  // Loops are differentiated as wholes, once the cotangents of all their parts are known: see scan.ts.
  scan: none,
  odeint: none,
  part: none,
  argMax: none,
  argMin: none,
  any: none,
  all: none,
  shiftMax: none,
  add: (_, ct) => [ct, ct],
  sub: (_, ct) => [ct, neg(ct)],
  mul: (node, ct) => [mul(ct, node.inputs[1] as Node), mul(ct, node.inputs[0] as Node)],
  div: (node, ct) => {
    const byNumerator = div(ct, node.inputs[1] as Node);
    return [byNumerator, neg(mul(byNumerator, node))];
  },
  pow,
  maximum: extreme("greater"),
  minimum: extreme("less"),
  mod: (node, ct) => {
    const [a, b] = node.inputs as [Node, Node];
    // The same quotient as in the value: floor(a / b) might be regrouped and land on the other side of a whole number.
    return [ct, neg(mul(ct, binary("floorDiv", a, b)))];
  },
  floorDiv: none,
  atan2: (node, ct) => {
    const [y, x] = node.inputs as [Node, Node];
    const norm = add(square(x), square(y));
    return [mul(ct, div(x, norm)), neg(mul(ct, div(y, norm)))];
  },
  cast: (node, ct) => [(node.inputs[0] as Node).dtype === "float64" && node.dtype === "float64" ? ct : null],
  select: (node, ct) => {
    const condition = node.inputs[0] as Node;
    return [null, select(condition, ct, zero), select(condition, zero, ct)];
  },
  broadcast: (node, ct) => {
    const x = node.inputs[0] as Node;
    return [reshape(reduce("sum", ct, broadcastAxes(x.shape, node.shape)), x.shape)];
  },
  reshape: (node, ct) => [reshape(ct, (node.inputs[0] as Node).shape)],
  transpose: (node, ct) => {
    const { permutation } = node.attributes;
    return [
      build.transpose(
        ct,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  slice,
  pad: (node, ct) => [build.slice(ct, node.attributes.before, (node.inputs[0] as Node).shape)],
  concat,
  gather: (node, ct) => {
    const [table, indices] = node.inputs as [Node, Node];
    return [build.scatterAdd(ct, indices, node.attributes.axis, table.shape), null];
  },
  scatterAdd,
  sum: (node, ct) => [spread(ct, node, node.attributes.axes)],
  prod,
  max: reduceExtreme,
  min: reduceExtreme,
  logSumExp: (node, ct) => {
    const { axes } = node.attributes;
    return [mul(spread(ct, node, axes), build.softmax(node.inputs[0] as Node, axes))];
  },
  logProd: (node, ct) => [div(spread(ct, node, node.attributes.axes), node.inputs[0] as Node)],
  softmax,
  cumsum,
  recurrence,
  ...matrixRules,
  qrFactor: (node) => [refused(node, 0)],
};
