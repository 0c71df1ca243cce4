// Pass: compositions that tfjs writes out become the primitive that they mean, which has a better gradient.
import { binary, reduce, reshape } from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import { type Program, rewrite } from "../program/program.ts";
import { sameShape, sizeOf } from "../program/shape.ts";
import { rebuild } from "./rebuild.ts";
import { fingerprint } from "./structure.ts";

function throughViews(node: Node): Node {
  return isOp(node, "reshape") || isOp(node, "broadcast") ? throughViews(node.inputs[0] as Node) : node;
}

/** log(sum(exp(x - max(x)))) + max(x), as tf.logSumExp records it. */
function matchLogSumExp(node: Node): Node | undefined {
  if (!isOp(node, "add")) return undefined;
  for (const [logPart, maxPart] of [node.inputs, [...node.inputs].reverse()] as [Node, Node][]) {
    const log = throughViews(logPart);
    const sum = isOp(log, "log") ? throughViews(log.inputs[0] as Node) : undefined;
    if (!sum || !isOp(sum, "sum")) continue;
    const exp = sum.inputs[0] as Node;
    const shifted = isOp(exp, "exp") ? (exp.inputs[0] as Node) : undefined;
    if (!shifted || !isOp(shifted, "sub")) continue;
    const [x, shift] = shifted.inputs as [Node, Node];
    const max = throughViews(maxPart);
    if (!isOp(max, "max") || fingerprint(max) !== fingerprint(throughViews(shift))) continue;
    if (
      fingerprint(max.inputs[0] as Node) !== fingerprint(x) ||
      !sameShape(max.attributes.axes, sum.attributes.axes)
    )
      continue;
    if (sizeOf(node.shape) !== sizeOf(sum.shape)) continue;
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
  const kept = x.shape.map((extent, axis) => (softmax.attributes.axes.includes(axis) ? 1 : extent));
  return binary("sub", x, reshape(total, kept));
}

export function recognize(program: Program): Program {
  return rewrite(program, (node) => matchLogSumExp(node) ?? matchLogSoftmax(node) ?? node, rebuild);
}
