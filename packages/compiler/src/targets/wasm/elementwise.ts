// Elementwise ops as SIMD code on pairs of doubles: a row per op. Bools are masks: all ones or all zeros.
import { InternalError } from "../../errors.ts";
import { rangeOf } from "../../passes/range.ts";
import { BINDING, isOp, type Node } from "../../program/node.ts";
import {
  type BinaryOp, type CompareOp, HOST_OPS, type HostOp, type LogicOp, type OpName, type TestOp, type UnaryOp,
} from "../../program/ops.ts"; // biome-ignore format: a list
import type { Emitter, Instruction, Local } from "./assembler/index.ts";
import { fromNumber, toNumber } from "./masks.ts";
import { hostFunction } from "./math/host.ts";
import { isMathName, type MathName } from "./math/table.ts";
import { emitMath, emitMathInPairs } from "./mathCode.ts";

type Code = (e: Emitter, ...inputs: Local[]) => Local;
type Unary = (e: Emitter, x: Local) => Local;
type Binary = (e: Emitter, a: Local, b: Local) => Local;
type Ternary = (e: Emitter, a: Local, b: Local, c: Local) => Local;

const instruction =
  (name: Instruction): Code =>
  (e, ...inputs) =>
    e.op(name, ...inputs);

/** 1, -1, or x itself where it is 0 or NaN. */
function sign(e: Emitter, x: Local): Local {
  const one = e.constF64x2(1);
  const signed = e.op("v128.or", e.op("v128.and", x, e.constF64x2(-0)), one);
  return e.op("v128.bitselect", signed, x, e.op("f64x2.gt", e.op("f64x2.abs", x), e.constF64x2(0)));
}

/** The quotient rounded down. */
const floorDiv: Binary = (e, a, b) => e.op("f64x2.floor", e.op("f64x2.div", a, b));

const arithmetic = {
  neg: instruction("f64x2.neg"),
  abs: instruction("f64x2.abs"),
  sign,
  floor: instruction("f64x2.floor"),
  ceil: instruction("f64x2.ceil"),
  round: instruction("f64x2.nearest"),
  sqrt: instruction("f64x2.sqrt"),
  add: instruction("f64x2.add"),
  sub: instruction("f64x2.sub"),
  mul: instruction("f64x2.mul"),
  div: instruction("f64x2.div"),
  maximum: instruction("f64x2.max"),
  minimum: instruction("f64x2.min"),
  mod: (e, a, b) => e.op("f64x2.sub", a, e.op("f64x2.mul", b, floorDiv(e, a, b))),
  floorDiv,
} satisfies Partial<Record<UnaryOp, Unary> & Record<BinaryOp, Binary>>;

const comparisons: Readonly<Record<CompareOp, Code>> = {
  equal: instruction("f64x2.eq"),
  notEqual: instruction("f64x2.ne"),
  less: instruction("f64x2.lt"),
  lessEqual: instruction("f64x2.le"),
  greater: instruction("f64x2.gt"),
  greaterEqual: instruction("f64x2.ge"),
};

const tests: Readonly<Record<TestOp, Unary>> = {
  isNaN: (e, x) => e.op("f64x2.ne", x, x),
  isFinite: (e, x) => e.op("f64x2.lt", e.op("f64x2.abs", x), e.constF64x2(Number.POSITIVE_INFINITY)),
};

const logic: Readonly<Record<LogicOp, Code>> = {
  and: instruction("v128.and"),
  or: instruction("v128.or"),
  not: instruction("v128.not"),
};

const hosted = Object.fromEntries(
  HOST_OPS.map((op) => [op, (e: Emitter, ...inputs: Local[]) => hostFunction(e, op, ...inputs)]),
) as Readonly<Record<HostOp, Code>>;

/** a where the mask has ones, else b. */
const select: Ternary = (e, mask, a, b) => e.op("v128.bitselect", a, b, mask);

const rows = {
  ...arithmetic,
  ...comparisons,
  ...tests,
  ...logic,
  ...hosted,
  select,
} as Readonly<Partial<Record<OpName, Code>>>;

type Covered = keyof typeof arithmetic | CompareOp | TestOp | LogicOp | MathName;
/** Fails to compile, and names the op, when an elementwise op has no row here and none in the math library. */
type Complete<Missing extends never> = Missing;
export type MissingElementwise = Complete<Exclude<UnaryOp | BinaryOp, Covered>>;

function castCode(e: Emitter, { dtype, inputs }: Node, x: Local): Local {
  const from = (inputs[0] as Node).dtype;
  if (from === "bool") return dtype === "bool" ? x : toNumber(e, from, x);
  return dtype === "int32" ? e.op("f64x2.trunc", x) : fromNumber(e, dtype, x);
}

/** Which ops take numbers even where a bool is given. */
function wantsNumbers(node: Node): boolean {
  return node.op in comparisons;
}

/** The function of the math library for an op: a cheaper one where the argument cannot be what makes the op dear. */
function functionFor(node: Node, op: MathName): MathName {
  return op === "exp" && rangeOf(node.inputs[0] as Node)[1] <= 0 ? "expNonPositive" : op;
}

/** Code for an elementwise node over the values of its inputs. `hot` code is repeated often and is written in place. */
export function emitElementwise(e: Emitter, node: Node, inputs: readonly Local[], hot: boolean): Local {
  if (isOp(node, "cast")) return castCode(e, node, inputs[0] as Local);
  const values = wantsNumbers(node)
    ? inputs.map((value, i) => toNumber(e, (node.inputs[i] as Node).dtype, value))
    : inputs;
  const code = rows[node.op];
  if (code) return code(e, ...values);
  if (isMathName(node.op)) {
    // What depends on a parameter is wanted with its derivative, as a rule.
    const emit = node.binding === BINDING.parameter ? emitMathInPairs : emitMath;
    return emit(e, functionFor(node, node.op), values, hot);
  }
  throw new InternalError(`The Wasm target has no code for the op "${node.op}".`);
}
