// Pass: compositions that tfjs and distributions write out become the primitive, or the simpler form, that they mean, which
// has a better gradient.
import { binary, reduce, reshape, scalar, select } from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { VIEWS } from "../program/opFamilies.ts";
import type { OpName } from "../program/ops.ts";
import { type Program, rewrite } from "../program/program.ts";
import { keepAxes, sameShape, sizeOf } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { rebuild } from "./rebuild.ts";
import { repeats, throughViews } from "./repeats.ts";
import { share } from "./share.ts";

/** log(sum(exp(x - max(x)))) + max(x), as tf.logSumExp records it. */
function matchLogSumExp(node: Node): Node | undefined {
  if (!isOp(node, "add")) return undefined;
  for (const [logPart, maxPart] of [node.inputs, [...node.inputs].reverse()] as [Node, Node][]) {
    const log = throughViews(logPart);
    const sum = isOp(log, "log") ? throughViews(log.inputs[0] as Node) : undefined;
    if (!sum || !isOp(sum, "sum") || sizeOf(node.shape) !== sizeOf(sum.shape)) continue;
    const exp = sum.inputs[0] as Node;
    const shifted = isOp(exp, "exp") ? (exp.inputs[0] as Node) : undefined;
    if (!shifted || !isOp(shifted, "sub")) continue;
    const [x, shift] = shifted.inputs as [Node, Node];
    const max = throughViews(maxPart);
    if (!isOp(max, "max") || max.inputs[0] !== x || !repeats(shift, max)) continue;
    if (!sameShape(max.attributes.axes, sum.attributes.axes)) continue;
    return reshape(reduce("logSumExp", x, sum.attributes.axes), node.shape);
  }
  return undefined;
}

/** x - logSumExp(x) already differentiates well; log(softmax(x)) is rewritten to it. */
function matchLogSoftmax(node: Node): Node | undefined {
  const softmax = isOp(node, "log") ? (node.inputs[0] as Node) : undefined;
  if (!softmax || !isOp(softmax, "softmax")) return undefined;
  const x = softmax.inputs[0] as Node;
  const total = reduce("logSumExp", x, softmax.attributes.axes);
  return binary("sub", x, reshape(total, keepAxes(x.shape, softmax.attributes.axes)));
}

/** log(exp(u)) = u, also inside the guard where(v > 0, log(where(v > 0, v, 1)), -Infinity) that keeps gradients from NaN. */
function matchGuardedLog(node: Node): Node | undefined {
  if (!isOp(node, "select")) return undefined;
  const [positive, log, outside] = node.inputs as readonly [Node, Node, Node];
  const argument = isOp(log, "log") ? (log.inputs[0] as Node) : undefined;
  if (!argument || !isOp(argument, "select") || argument.inputs[0] !== positive) return undefined;
  const value = argument.inputs[1] as Node;
  const guards =
    isOp(positive, "greater") &&
    positive.inputs[0] === value &&
    constantValue(positive.inputs[1] as Node) === 0;
  if (!guards || !isOp(value, "exp") || constantValue(outside) !== Number.NEGATIVE_INFINITY) return undefined;
  return value.inputs[0];
}

/**
 * sum(where(inside, f, -Infinity)) = where(all(inside), sum(f), -Infinity) for a condition on data alone: the check of a
 * support is then made once, when data are bound, and the sum is free for other passes.
 */
function matchGuardedSum(node: Node): Node | undefined {
  const guarded = isOp(node, "sum") ? (node.inputs[0] as Node) : undefined;
  if (!guarded || !isOp(guarded, "select")) return undefined;
  const [inside, term, outside] = guarded.inputs as readonly [Node, Node, Node];
  if (inside.binding === BINDING.parameter || constantValue(outside) !== Number.NEGATIVE_INFINITY)
    return undefined;
  const { axes } = (node as Node<"sum">).attributes;
  return select(reduce("all", inside, axes), reduce("sum", term, axes), scalar(Number.NEGATIVE_INFINITY));
}

/** Ops whose results are finite where their inputs are, but for overflow. */
const TAME: ReadonlySet<OpName> = new Set<OpName>([
  "parameter", "data", "constant", "iota", "cast", "neg", "abs", "add", "sub", "mul", "maximum", "minimum", "select", "gather",
  "exp", "expm1", "sigmoid", "softplus", "tanh", "sin", "cos", "erf", "erfc", "sum", "matMul", ...VIEWS,
]); // biome-ignore format: a list

function isTame(node: Node): boolean {
  const waiting = [node];
  for (let at = 0; at < waiting.length; at++) {
    const next = waiting[at] as Node;
    if (!TAME.has(next.op) || waiting.length > 64) return false;
    if (isOp(next, "constant") && !Number.isFinite(constantValue(next) ?? 0)) return false;
    waiting.push(...next.inputs);
  }
  return true;
}

/** where(y = 0, 0, y u) = y u for a linear predictor u, which is not the logarithm of 0. */
function matchGuardedProduct(node: Node): Node | undefined {
  if (!isOp(node, "select")) return undefined;
  const [none, zero, product] = node.inputs as readonly [Node, Node, Node];
  if (!isOp(none, "equal") || constantValue(zero) !== 0 || !isOp(product, "mul")) return undefined;
  const y = none.inputs.find((_, i) => constantValue(none.inputs[1 - i] as Node) === 0);
  const u = product.inputs.find((_, i) => product.inputs[1 - i] === y);
  return u && y !== u && isTame(u) ? product : undefined;
}

/** log(exp(u)) = u, before it is differentiated: the derivative would divide by exp(u) and multiply by it again. */
function matchLogOfExp(node: Node): Node | undefined {
  const argument = isOp(node, "log") ? (node.inputs[0] as Node) : undefined;
  return argument && isOp(argument, "exp") ? argument.inputs[0] : undefined;
}

function recognizeNode(node: Node): Node {
  return (
    matchLogOfExp(node) ??
    matchLogSumExp(node) ??
    matchLogSoftmax(node) ??
    matchGuardedLog(node) ??
    matchGuardedProduct(node) ??
    matchGuardedSum(node) ??
    node
  );
}

export function recognize(program: Program): Program {
  // What was written twice must be one node before it can be told that two parts speak of the same values.
  return rewrite(share(program), recognizeNode, rebuild);
}
