// Sums of data times something linear in what does not vary: sum(y (a + b x)) = a sum(y) + b sum(y x), where the sums of data
// are computed once, when data are bound; a table looked up by data is weighed group by group. An analysis, not a pass.
import { binary, reduce, scatterAdd, unary } from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { invariant, without } from "./variance.ts";

function isKnown(node: Node): boolean {
  return node.binding !== BINDING.parameter && node.dtype === "float64";
}

/** The sum over rows of weight * table[group[row]]: over the entries of the table, of which there are fewer. */
function tableTotal(weight: Node, node: Node<"gather">): Node | undefined {
  const [table, group] = node.inputs as unknown as [Node, Node];
  const byRow = node.shape.length === 1 && table.shape.length === 1 && table.dtype === "float64";
  if (!byRow || group.binding === BINDING.parameter || sizeOf(table.shape) * 2 > sizeOf(node.shape))
    return undefined;
  return reduce("sum", binary("mul", scatterAdd(weight, group, 0, table.shape), table), [0]);
}

function weighed(weight: Node, node: Node, axes: readonly number[]): Node | undefined {
  if (isKnown(node)) return reduce("sum", binary("mul", weight, node), axes);
  if (invariant(node, axes)) return binary("mul", reduce("sum", weight, axes), without(node, axes));
  const [a, b] = node.inputs as readonly [Node, Node];
  if (isOp(node, "neg")) {
    const total = weighed(weight, a, axes);
    return total && unary("neg", total);
  }
  if (isOp(node, "add") || isOp(node, "sub")) {
    const [left, right] = [weighed(weight, a, axes), weighed(weight, b, axes)];
    return left && right && binary(isOp(node, "add") ? "add" : "sub", left, right);
  }
  if (isOp(node, "mul")) {
    const [known, other] = isKnown(a) ? [a, b] : [b, a];
    return isKnown(known) ? weighed(binary("mul", weight, known), other, axes) : undefined;
  }
  return isOp(node, "gather") ? tableTotal(weight, node) : undefined;
}

/** The sum of the node over the axes without a loop over them at each evaluation, if it is of this kind. */
export function linearTotal(node: Node, axes: readonly number[]): Node | undefined {
  if (isOp(node, "reshape") && axes.length === node.shape.length) {
    const inner = node.inputs[0] as Node;
    return linearTotal(inner, [...inner.shape.keys()]);
  }
  if (!isOp(node, "mul")) return undefined;
  const [a, b] = node.inputs as readonly [Node, Node];
  const [weight, other] = isKnown(a) ? [a, b] : [b, a];
  return isKnown(weight) && !isKnown(other) ? weighed(weight, other, axes) : undefined;
}
