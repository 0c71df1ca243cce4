// Elementwise ops on tfjs: a row per op. Inputs that vary along fewer axes are broadcast by tfjs itself.
import * as tf from "@tensorflow/tfjs-core";
import type { Node } from "../../program/node.ts";
import type { BinaryOp, CompareOp, LogicOp, TestOp, UnaryOp } from "../../program/ops.ts";
import { as, float, type Operand } from "./operand.ts";
import {
  besselRatio, digamma, erfc, erfcx, erfinv, lgamma, log1p, logBesselI0, normalLogCdf, normalQuantile, sigmoid,
  softplus, trigamma,
} from "./special.ts"; // biome-ignore format: a list

export type Elementwise = (node: Node, ...inputs: Operand[]) => tf.Tensor;

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Of float32 values; erf is the backend's own, with an absolute error of 1.5e-7 on tfjs's cpu backend. */
const unaryOps: Readonly<Record<UnaryOp, Unary>> = {
  neg: tf.neg,
  abs: tf.abs,
  sign: tf.sign,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  sqrt: tf.sqrt,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p,
  sin: tf.sin,
  cos: tf.cos,
  tan: tf.tan,
  asin: tf.asin,
  acos: tf.acos,
  atan: tf.atan,
  sinh: tf.sinh,
  cosh: tf.cosh,
  tanh: tf.tanh,
  asinh: tf.asinh,
  acosh: tf.acosh,
  atanh: tf.atanh,
  sigmoid,
  softplus,
  erf: tf.erf,
  erfc,
  erfcx,
  erfinv,
  normalLogCdf,
  normalQuantile,
  lgamma,
  digamma,
  trigamma,
  logBesselI0,
  besselRatio,
};

const binaryOps: Readonly<Record<BinaryOp, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  pow: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
  mod: tf.mod,
  floorDiv: (a, b) => tf.floor(tf.div(a, b)),
  atan2: tf.atan2,
};

const compareOps: Readonly<Record<CompareOp, Binary>> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
};

const testOps: Readonly<Record<TestOp, Unary>> = { isNaN: tf.isNaN, isFinite: tf.isFinite };

const logicOps: Readonly<Record<LogicOp, (...x: tf.Tensor[]) => tf.Tensor>> = {
  and: (a, b) => tf.logicalAnd(a as tf.Tensor, b as tf.Tensor),
  or: (a, b) => tf.logicalOr(a as tf.Tensor, b as tf.Tensor),
  not: (a) => tf.logicalNot(a as tf.Tensor),
};

/** Computes in float32, which holds whole numbers to 2^24: backends differ in which ops they have for integers. */
function inFloats(f: (...x: tf.Tensor[]) => tf.Tensor): Elementwise {
  return (node, ...inputs) => {
    const result = f(...inputs.map(({ tensor }) => float(tensor)));
    return node.dtype === "int32" ? as(result, node.dtype) : result;
  };
}

/** As integers where all inputs are. */
function inOwnType(f: Binary): Elementwise {
  const floats = inFloats(f as (...x: tf.Tensor[]) => tf.Tensor);
  return (node, a, b) =>
    node.inputs.every((input) => input.dtype === "int32")
      ? f((a as Operand).tensor, (b as Operand).tensor)
      : floats(node, a as Operand, b as Operand);
}

/** Ops that every backend has for integers. */
const WHOLE = new Set<BinaryOp>(["add", "sub", "mul", "maximum", "minimum"]);

function rowsOf<N extends string, F>(
  table: Readonly<Record<N, F>>,
  make: (f: F, name: N) => Elementwise,
): Record<N, Elementwise> {
  const rows = Object.entries(table) as [N, F][];
  return Object.fromEntries(rows.map(([name, f]) => [name, make(f, name)])) as Record<N, Elementwise>;
}

type Op = UnaryOp | BinaryOp | CompareOp | TestOp | LogicOp;

export const elementwise: Readonly<Record<Op, Elementwise>> = {
  ...rowsOf(unaryOps, (f) => inFloats((x) => f(x as tf.Tensor))),
  ...rowsOf(testOps, (f) => inFloats((x) => f(x as tf.Tensor))),
  ...rowsOf(binaryOps, (f, name) =>
    WHOLE.has(name) ? inOwnType(f) : inFloats((a, b) => f(a as tf.Tensor, b as tf.Tensor)),
  ),
  ...rowsOf(compareOps, inOwnType),
  ...rowsOf(
    logicOps,
    (f): Elementwise =>
      (_, ...inputs) =>
        f(...inputs.map(({ tensor }) => tensor)),
  ),
};
