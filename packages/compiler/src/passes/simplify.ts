// Pass: algebraic identities, one small rule each. A rule looks at one node whose inputs are already simple and returns a
// simpler node or nothing. Identities hold over the reals; where IEEE special values would differ a comment says so.
import { binary, broadcast, cast, fill, reduce, reshape, scalar, unary } from "../program/build.ts";
import { isOp, makeNode, type Node } from "../program/node.ts";
import { ELEMENTWISE } from "../program/opFamilies.ts";
import type { OpName } from "../program/ops.ts";
import { type Program, rewrite } from "../program/program.ts";
import { dropAxes, sizeOf } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { rebuild } from "./rebuild.ts";
import { simplifyScatter, simplifySum } from "./simplifySum.ts";
import { countUses } from "./uses.ts";

/** @param once whether a node has no other user */
type SimplifyRule = (node: Node, once: (node: Node) => boolean) => Node | undefined;

const isConstant = (node: Node, value: number) => constantValue(node) === value;

function inputsOf(node: Node): [Node, Node] {
  return node.inputs as unknown as [Node, Node];
}

/** The argument of a node of this op. */
function argumentOf(node: Node, op: OpName): Node | undefined {
  return node.op === op ? node.inputs[0] : undefined;
}

/** x where the node is -x, also seen through views. */
function negated(node: Node): Node | undefined {
  if (isOp(node, "neg")) return node.inputs[0];
  if (!isOp(node, "broadcast") && !isOp(node, "reshape")) return undefined;
  const inner = negated(node.inputs[0] as Node);
  return inner && rebuild(node, [inner]);
}

function add(node: Node): Node | undefined {
  const [a, b] = inputsOf(node);
  if (isConstant(a, 0)) return b;
  if (isConstant(b, 0)) return a;
  if (a === b) return binary("mul", a, scalar(2, a.dtype));
  const right = negated(b);
  if (right) return binary("sub", a, right);
  const left = negated(a);
  return left && binary("sub", b, left);
}

function sub(node: Node): Node | undefined {
  const [a, b] = inputsOf(node);
  if (isConstant(b, 0)) return a;
  if (isConstant(a, 0)) return unary("neg", b);
  const right = negated(b);
  return right && binary("add", a, right);
}

/** (-a) b = a (-b) = -(a b), (-a) (-b) = a b, and so for quotients. */
function signsOutside(node: Node, op: "mul" | "div"): Node | undefined {
  const [a, b] = inputsOf(node);
  const [positiveA, positiveB] = [negated(a), negated(b)];
  if (!positiveA && !positiveB) return undefined;
  const result = binary(op, positiveA ?? a, positiveB ?? b);
  return positiveA && positiveB ? result : unary("neg", result);
}

function mul(node: Node): Node | undefined {
  for (const [a, b] of [node.inputs, [...node.inputs].reverse()] as [Node, Node][]) {
    if (isConstant(a, 1)) return b;
    if (isConstant(a, -1)) return unary("neg", b);
  }
  return signsOutside(node, "mul");
}

function div(node: Node): Node | undefined {
  const [a, b] = inputsOf(node);
  if (isConstant(b, 1)) return a;
  return isConstant(b, -1) ? unary("neg", a) : signsOutside(node, "div");
}

/** x^0.5, x^1, x^2, x^3, x^-1 without a general power. */
function pow(node: Node): Node | undefined {
  const [x, y] = inputsOf(node);
  const square = () => binary("mul", x, x);
  const exact: Readonly<Record<string, () => Node>> = {
    "0.5": () => unary("sqrt", x),
    "1": () => x,
    "2": square,
    "3": () => binary("mul", square(), x),
    "-1": () => binary("div", scalar(1), x),
  };
  const exponent = constantValue(y);
  return exponent === undefined ? undefined : exact[`${exponent}`]?.();
}

/** log(exp(x)) = x also where exp would overflow or vanish; log(sigmoid(x)) = -softplus(-x). */
function log(node: Node): Node | undefined {
  const x = node.inputs[0] as Node;
  const exponent = argumentOf(x, "exp");
  if (exponent) return exponent;
  const logit = argumentOf(x, "sigmoid");
  if (logit) return unary("neg", unary("softplus", unary("neg", logit)));
  // The logarithm of a view is the view of the logarithm, where the rules above may apply.
  return isOp(x, "broadcast") || isOp(x, "reshape")
    ? rebuild(x, [unary("log", x.inputs[0] as Node)])
    : undefined;
}

function select(node: Node): Node | undefined {
  const [condition, a, b] = node.inputs as readonly [Node, Node, Node];
  const known = constantValue(condition);
  if (known !== undefined) return cast(known !== 0 ? a : b, node.dtype);
  return a === b ? a : undefined;
}

/** f(broadcast(x), broadcast(c), ...) = broadcast(f(x, c, ...)) when everything repeats one source, or a constant, over the shape. */
function liftBroadcast(node: Node): Node | undefined {
  if (!ELEMENTWISE.has(node.op)) return undefined;
  let from: Node | undefined;
  for (const input of node.inputs) {
    if (constantValue(input) !== undefined) continue;
    if (!isOp(input, "broadcast")) return undefined;
    const source = input.inputs[0] as Node;
    if (from && from.shape.join() !== source.shape.join()) return undefined;
    from = source;
  }
  if (!from) return undefined;
  const { shape } = from;
  const inputs = node.inputs.map((input) => {
    const value = constantValue(input);
    return value === undefined ? (input.inputs[0] as Node) : fill(value, shape, input.dtype);
  });
  return broadcast(makeNode(node.op, inputs, node.attributes, shape, node.dtype), node.shape);
}

/** A sum of a sum that is used here only is one sum, and a sum of everything does not care about the shape. */
function flattenSum(node: Node, once: (node: Node) => boolean): Node | undefined {
  if (!isOp(node, "sum")) return undefined;
  const x = node.inputs[0] as Node;
  if (node.shape.length === 0 && isOp(x, "reshape")) {
    const inner = x.inputs[0] as Node;
    return reduce(
      "sum",
      inner,
      inner.shape.map((_, axis) => axis),
    );
  }
  if (isOp(x, "sum") && !x.attributes.bounds && once(x)) {
    const inner = x.inputs[0] as Node;
    const kept = inner.shape.flatMap((_, axis) => (x.attributes.axes.includes(axis) ? [] : [axis]));
    const axes = [...x.attributes.axes, ...node.attributes.axes.map((axis) => kept[axis] as number)].sort(
      (a, b) => a - b,
    );
    return reduce("sum", inner, axes);
  }
  return undefined;
}

/** A reduction over axes of size 1 only renames. */
function unitReduction(node: Node): Node | undefined {
  if (!("axes" in node.attributes) || isOp(node, "softmax") || isOp(node, "logProd")) return undefined;
  const x = node.inputs[0] as Node;
  const { axes } = node.attributes;
  if (isOp(node, "shiftMax") || sizeOf(axes.map((axis) => x.shape[axis] as number)) !== 1) return undefined;
  return reshape(x, dropAxes(x.shape, axes));
}

const rules: Partial<Record<OpName, SimplifyRule>> = {
  add,
  sub,
  mul,
  div,
  pow,
  log,
  select,
  neg: (node) => argumentOf(node.inputs[0] as Node, "neg"),
  abs: (node) => {
    const opposite = negated(node.inputs[0] as Node);
    return opposite && unary("abs", opposite);
  },
  scatterAdd: (node) => simplifyScatter(node as Node<"scatterAdd">),
  sum: (node, once) => flattenSum(node, once) ?? (isOp(node, "sum") ? simplifySum(node) : undefined),
};

/** Applies rules to a node, and to what they return, until none applies. */
function simplifyNode(node: Node, once: (node: Node) => boolean): Node {
  let current = node;
  for (let step = 0; step < 32; step++) {
    const next = rules[current.op]?.(current, once) ?? unitReduction(current) ?? liftBroadcast(current);
    if (!next || next === current) return current;
    // An operand that takes the place of a result may be int32 where the result was float64.
    current = cast(next, node.dtype);
  }
  return current;
}

export function simplify(program: Program): Program {
  const uses = countUses(program);
  const origins = new Map<Node, Node>();
  const once = (node: Node) => uses.get(origins.get(node) ?? node) === 1;
  const change = (node: Node, original: Node): Node => {
    const result = simplifyNode(node, once);
    origins.set(result, original);
    return result;
  };
  return rewrite(program, change, rebuild);
}
