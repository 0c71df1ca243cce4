// Logarithms of sums, differences and products that stay accurate, and finite with their gradients, where the plain formulas do not.
// Formulas with a switch evaluate each branch at a harmless point where the other one is chosen: otherwise the gradient
// of the branch not taken would be 0 * Infinity.
import type * as tf from "@tensorflow/tfjs-core";
import { asTensor, type Numeric } from "../capture/asTensor.ts";
import { isKnown, valuesOf } from "../capture/inputs.ts";
import { tensorOf } from "../capture/tensors.ts";
import { UsageError } from "../errors.ts";
import {
  abs,
  add,
  equal,
  exp,
  expm1,
  greater,
  lessEqual,
  log,
  log1p,
  maximum,
  mul,
  neg,
  select,
  softplus,
  sub,
} from "../program/arithmetic.ts";
import { logic, reduce, reduceKeep, softmax as softmaxNode } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { normalizeAxes } from "../program/shape.ts";
import { floatNode, lift1, lift2 } from "./lift.ts";

/**
 * log(1 - exp(x)) for x <= 0, elementwise; NaN for x > 0.
 * Mächler (2012), "Accurately computing log(1 - exp(-|a|))", equation 7: the formula changes at x = -log 2.
 */
export const log1mexp = lift1((x) => {
  const near = greater(x, -Math.LN2);
  return select(near, log(neg(expm1(select(near, x, -Math.LN2)))), log1p(neg(exp(select(near, -1, x)))));
});

/** log(1 + exp(x)), elementwise: softplus. */
export const log1pexp = lift1(softplus);

/** log(sigmoid(x)), elementwise. */
export const logSigmoid = lift1((x) => neg(softplus(neg(x))));

/** log(p / (1 - p)), elementwise: the inverse of sigmoid, accurate for p near 0; NaN outside [0, 1]. */
export const logit = lift1((p) => sub(log(p), log1p(neg(p))));

/** log(exp(a) + exp(b)), elementwise and broadcasting; right for equal infinities too. */
export const logaddexp = lift2((a, b) => {
  const same = equal(a, b);
  const distance = abs(select(same, 0, sub(a, b)));
  // Where they are equal, the mean gives each half of the gradient, and -Infinity rather than NaN.
  return select(same, add(mul(0.5, add(a, b)), Math.LN2), add(maximum(a, b), softplus(neg(distance))));
});

/** x * log of something, 0 where x = 0 and the something is not in (0, Infinity); `y` is harmless there. */
function timesLogarithm(x: Node, y: Node, zero: number, logarithm: (y: Node) => Node): Node {
  const outside = logic("or", lessEqual(y, zero), equal(y, Number.POSITIVE_INFINITY));
  const vanishes = logic("and", equal(x, 0), outside);
  return mul(x, logarithm(select(vanishes, zero + 1, y)));
}

/** x * log(y), elementwise and broadcasting; 0 where x = 0, whatever y (unless NaN). */
export const xlogy = lift2((x, y) => timesLogarithm(x, y, 0, log));

/** x * log(1 + y), elementwise and broadcasting; 0 where x = 0, whatever y (unless NaN). */
export const xlog1py = lift2((x, y) => timesLogarithm(x, y, -1, log1p));

/** x + log(w), and -Infinity where w = 0 whatever x, with no gradient there. */
function weighted(x: Node, weights: Numeric): Node {
  const tensor = asTensor(weights);
  const negative = isKnown(tensor) ? valuesOf(tensor).find((weight) => weight < 0) : undefined;
  if (negative !== undefined) {
    throw new UsageError(
      `logSumExp: weights must not be negative, but one is ${negative}. Take the sign of a difference out of the sum.`,
    );
  }
  const w = floatNode(tensor);
  const isZero = equal(w, 0);
  return select(isZero, Number.NEGATIVE_INFINITY, add(x, log(select(isZero, 1, w))));
}

/**
 * log(sum(weights exp(x))) over some axes (all when absent), without overflow. One op, whose gradient is the softmax.
 * @param weights factors >= 0 that broadcast with x, 1 when absent; SciPy's `b`. NaN where one is negative.
 * @throws UsageError for an axis that does not exist, and for a negative weight where weights are known.
 */
export function logSumExp(
  x: Numeric,
  axis?: number | readonly number[],
  keepDims = false,
  weights?: Numeric,
): tf.Tensor {
  const node = weights === undefined ? floatNode(x) : weighted(floatNode(x), weights);
  const axes = normalizeAxes(axis, node.shape.length, "logSumExp");
  return tensorOf(keepDims ? reduceKeep("logSumExp", node, axes) : reduce("logSumExp", node, axes));
}

/**
 * exp(x) / sum(exp(x)) over some axes (the last when absent).
 * @throws UsageError for an axis that does not exist.
 */
export function softmax(x: Numeric, axis: number | readonly number[] = -1): tf.Tensor {
  const node = floatNode(x);
  return tensorOf(softmaxNode(node, normalizeAxes(axis, node.shape.length, "softmax")));
}

/**
 * x - logSumExp(x) over some axes (the last when absent).
 * @throws UsageError for an axis that does not exist.
 */
export function logSoftmax(x: Numeric, axis: number | readonly number[] = -1): tf.Tensor {
  const node = floatNode(x);
  const axes = normalizeAxes(axis, node.shape.length, "logSoftmax");
  return tensorOf(sub(node, reduceKeep("logSumExp", node, axes)));
}
