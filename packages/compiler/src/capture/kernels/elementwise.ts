// Kernels that act element by element. Most are one op of the program; the rest are written with the others.
import type * as tf from "@tensorflow/tfjs-core";
import { binary, cast, compare, logic, not, scalar, select, test, unary } from "../../program/build.ts";
import type { Node } from "../../program/node.ts";
import type { BinaryOp, CompareOp, UnaryOp } from "../../program/ops.ts";
import { nodeDType } from "../dtypes.ts";
import { type KernelRule, type KernelTable, rule } from "../kernelRule.ts";

/** Constants of SELU (Klambauer et al. 2017, section 2.1). */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Arithmetic on bool is arithmetic on 0 and 1. */
const number = (x: Node): Node => (x.dtype === "bool" ? cast(x, "int32") : x);

const ofOne = (record: (x: Node) => Node): KernelRule => rule<tf.UnaryInputs>(({ x }) => record(number(x)));

const ofTwo = (record: (a: Node, b: Node) => Node): KernelRule =>
  rule<tf.BinaryInputs>(({ a, b }) => record(number(a), number(b)));

const unaryKernel = (op: UnaryOp): KernelRule => ofOne((x) => unary(op, x));
const binaryKernel = (op: BinaryOp): KernelRule => ofTwo((a, b) => binary(op, a, b));
const compareKernel = (op: CompareOp): KernelRule => ofTwo((a, b) => compare(op, a, b));

/** Rounding leaves integers alone. */
const roundingKernel = (op: "floor" | "ceil" | "round"): KernelRule =>
  ofOne((x) => (x.dtype === "int32" ? x : unary(op, x)));

const zero = (x: Node): Node => scalar(0, x.dtype);

/**
 * x where x > 0, else `otherwise` of the non-positive part. Not written with minimum(x, 0), which would halve the
 * gradient at 0; NaN stays NaN.
 */
function positiveOr(x: Node, otherwise: (x: Node) => Node): Node {
  const nonPositive = compare("lessEqual", x, zero(x));
  return select(nonPositive, otherwise(select(nonPositive, x, zero(x))), x);
}

const relu = (x: Node): Node => positiveOr(x, zero);

const between = (x: Node, low: number, high: number): Node =>
  binary("minimum", binary("maximum", x, scalar(low, x.dtype)), scalar(high, x.dtype));

function step(x: Node, alpha: number): Node {
  const stepped = select(compare("greater", x, zero(x)), scalar(1), scalar(alpha));
  return x.dtype === "int32" ? cast(stepped, "int32") : select(test("isNaN", x), x, stepped);
}

const elu = (x: Node): Node => positiveOr(x, (negative) => unary("expm1", negative));

export const elementwise = {
  Abs: unaryKernel("abs"),
  Acos: unaryKernel("acos"),
  Acosh: unaryKernel("acosh"),
  Asin: unaryKernel("asin"),
  Asinh: unaryKernel("asinh"),
  Atan: unaryKernel("atan"),
  Atanh: unaryKernel("atanh"),
  Ceil: roundingKernel("ceil"),
  Cos: unaryKernel("cos"),
  Cosh: unaryKernel("cosh"),
  Erf: unaryKernel("erf"),
  Exp: unaryKernel("exp"),
  Expm1: unaryKernel("expm1"),
  Floor: roundingKernel("floor"),
  Log: unaryKernel("log"),
  Log1p: unaryKernel("log1p"),
  Neg: unaryKernel("neg"),
  Round: roundingKernel("round"),
  Sigmoid: unaryKernel("sigmoid"),
  Sign: unaryKernel("sign"),
  Sin: unaryKernel("sin"),
  Sinh: unaryKernel("sinh"),
  Softplus: unaryKernel("softplus"),
  Sqrt: unaryKernel("sqrt"),
  Tan: unaryKernel("tan"),
  Tanh: unaryKernel("tanh"),

  Reciprocal: ofOne((x) => binary("div", scalar(1), x)),
  Rsqrt: ofOne((x) => binary("div", scalar(1), unary("sqrt", x))),
  Square: ofOne((x) => binary("mul", x, x)),
  Relu: ofOne(relu),
  Relu6: ofOne((x) => binary("minimum", relu(x), scalar(6, x.dtype))),
  Elu: ofOne(elu),
  Selu: ofOne((x) => {
    const scaled = positiveOr(x, (negative) => binary("mul", scalar(SELU_ALPHA), unary("expm1", negative)));
    return binary("mul", scalar(SELU_SCALE), scaled);
  }),
  LeakyRelu: rule<tf.LeakyReluInputs, tf.LeakyReluAttrs>(({ x }, { alpha }) =>
    positiveOr(number(x), (negative) => binary("mul", scalar(alpha), negative)),
  ),
  Prelu: rule<tf.PreluInputs>(({ x, alpha }) => positiveOr(x, (negative) => binary("mul", alpha, negative))),
  Step: rule<tf.StepInputs, tf.StepAttrs>(({ x }, { alpha }) => step(number(x), alpha)),
  ClipByValue: rule<tf.ClipByValueInputs, tf.ClipByValueAttrs>(({ x }, { clipValueMin, clipValueMax }) =>
    between(number(x), clipValueMin, clipValueMax),
  ),

  Add: binaryKernel("add"),
  AddN: rule<tf.AddNInputs>((terms) => terms.map(number).reduce((a, b) => binary("add", a, b))),
  Sub: binaryKernel("sub"),
  Multiply: binaryKernel("mul"),
  RealDiv: binaryKernel("div"),
  FloorDiv: binaryKernel("floorDiv"),
  Mod: binaryKernel("mod"),
  Maximum: binaryKernel("maximum"),
  Minimum: binaryKernel("minimum"),
  Atan2: binaryKernel("atan2"),
  Pow: ofTwo((a, b) => {
    const power = binary("pow", a, b);
    return a.dtype === "int32" && b.dtype === "int32" ? cast(power, "int32") : power;
  }),
  SquaredDifference: ofTwo((a, b) => {
    const difference = binary("sub", a, b);
    return binary("mul", difference, difference);
  }),

  Equal: compareKernel("equal"),
  NotEqual: compareKernel("notEqual"),
  Less: compareKernel("less"),
  LessEqual: compareKernel("lessEqual"),
  Greater: compareKernel("greater"),
  GreaterEqual: compareKernel("greaterEqual"),
  LogicalAnd: rule<tf.BinaryInputs>(({ a, b }) => logic("and", a, b)),
  LogicalOr: rule<tf.BinaryInputs>(({ a, b }) => logic("or", a, b)),
  LogicalXor: rule<tf.BinaryInputs>(({ a, b }) => compare("notEqual", cast(a, "bool"), cast(b, "bool"))),
  LogicalNot: rule<tf.UnaryInputs>(({ x }) => not(x)),
  IsNan: ofOne((x) => test("isNaN", x)),
  IsFinite: ofOne((x) => test("isFinite", x)),
  IsInf: ofOne((x) => compare("equal", unary("abs", x), scalar(Number.POSITIVE_INFINITY))),

  Select: rule<tf.SelectInputs>(({ condition, t, e }) => select(condition, t, e)),
  Cast: rule<tf.CastInputs, tf.CastAttrs>(({ x }, { dtype }) => cast(x, nodeDType(dtype, "cast"))),
  Identity: rule<tf.IdentityInputs>(({ x }) => x),
} satisfies KernelTable;
