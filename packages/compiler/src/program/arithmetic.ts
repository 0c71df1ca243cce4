// Short names for the nodes that formulas are written with. Numbers stand for scalar constants.
import { binary, compare, scalar, select as selectNode, unary } from "./build.ts";
import type { Node } from "./node.ts";
import type { BinaryOp, CompareOp, UnaryOp } from "./ops.ts";

type Term = Node | number;

const node = (x: Term): Node => (typeof x === "number" ? scalar(x) : x);
const ofOne = (op: UnaryOp) => (x: Term) => unary(op, node(x));
const ofTwo = (op: BinaryOp) => (x: Term, y: Term) => binary(op, node(x), node(y));
const comparison = (op: CompareOp) => (x: Term, y: Term) => compare(op, node(x), node(y));

export const add = ofTwo("add");
export const sub = ofTwo("sub");
export const mul = ofTwo("mul");
export const div = ofTwo("div");
export const maximum = ofTwo("maximum");
export const minimum = ofTwo("minimum");
export const neg = ofOne("neg");
export const abs = ofOne("abs");
export const log = ofOne("log");
export const log1p = ofOne("log1p");
export const exp = ofOne("exp");
export const expm1 = ofOne("expm1");
export const softplus = ofOne("softplus");
export const equal = comparison("equal");
export const less = comparison("less");
export const lessEqual = comparison("lessEqual");
export const greater = comparison("greater");

export function select(condition: Node, whenTrue: Term, whenFalse: Term): Node {
  return selectNode(condition, node(whenTrue), node(whenFalse));
}

/** Horner's rule; coefficients from the constant term up. */
export function polynomial(x: Node, coefficients: readonly number[]): Node {
  const [last, ...lower] = [...coefficients].reverse() as [number, ...number[]];
  return lower.reduce<Node>((sum, coefficient) => add(mul(sum, x), coefficient), node(last));
}

export const square = (x: Node): Node => mul(x, x);
