// Rules for sums: what does not vary leaves the sum, and a sum splits where one part can be computed more cheaply.
import { binary, fill, reduce, reshape, scalar, scatterAdd, unary } from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { sizeOf } from "../program/shape.ts";
import { constantValue } from "./constants.ts";
import { isExactDifference } from "./exactDifference.ts";
import { alongTable, factored } from "./invariantFactor.ts";
import { linearTotal } from "./linearTotal.ts";
import { rangeOf } from "./range.ts";
import { collapse, invariant, varyingAxes } from "./variance.ts";

/** Sums shorter than this keep their logarithms: a product would need a loop of its own. */
const LONG = 16;

/** v where the node is log(v), and 1 + v where it is log(1 + v), also seen through reshapes. */
function logArgument(node: Node): Node | undefined {
  if (isOp(node, "log")) return node.inputs[0];
  if (isOp(node, "log1p")) return binary("add", node.inputs[0] as Node, scalar(1));
  if (!isOp(node, "reshape")) return undefined;
  const inner = logArgument(node.inputs[0] as Node);
  return inner && reshape(inner, node.shape);
}

function lengthOf(node: Node, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => node.shape[axis] as number));
}

/** Whether a long sum of the node is a product under one logarithm, but for its sign and a factor. */
function sumsToProduct(node: Node, axes: readonly number[]): boolean {
  if (lengthOf(node, axes) < LONG) return false;
  if (isOp(node, "neg")) return sumsToProduct(node.inputs[0] as Node, axes);
  if (isOp(node, "mul")) {
    const [a, b] = node.inputs as [Node, Node];
    return (invariant(a, axes) && sumsToProduct(b, axes)) || (invariant(b, axes) && sumsToProduct(a, axes));
  }
  return logArgument(node) !== undefined;
}

/** Whether splitting `part` off a sum of `other` lets it be computed earlier, more rarely or more cheaply. */
function worthSplitting(part: Node, other: Node, axes: readonly number[]): boolean {
  const sooner = part.binding < other.binding || invariant(part, axes);
  return sooner || sumsToProduct(part, axes) || linearTotal(part, axes) !== undefined;
}

/** The sum, already simple. */
function sumOf(x: Node, axes: readonly number[]): Node {
  const sum = reduce("sum", x, axes);
  return (isOp(sum, "sum") && simplifySum(sum)) || sum;
}

/** What does not vary leaves: sum(a b) = a sum(b). */
function factorOut(x: Node, axes: readonly number[]): Node | undefined {
  const { outer, rest } = factored(x, axes);
  if (!outer || !rest) return undefined;
  const sum = sumOf(rest, axes);
  const reciprocal = isOp(outer, "div") && constantValue(outer.inputs[0] as Node) === 1;
  return reciprocal ? binary("div", sum, outer.inputs[1] as Node) : binary("mul", outer, sum);
}

/** A factor of all updates multiplies what was added up instead, when that is less. */
export function simplifyScatter(node: Node<"scatterAdd">): Node | undefined {
  const [updates, positions] = node.inputs as unknown as [Node, Node];
  if (updates.binding !== BINDING.parameter || sizeOf(node.shape) > sizeOf(updates.shape)) return undefined;
  const { axis } = node.attributes;
  const { outer, rest } = factored(
    updates,
    positions.shape.map((_, i) => axis + i),
  );
  if (!outer) return undefined;
  const added = scatterAdd(rest ?? fill(1, updates.shape), positions, axis, node.shape);
  return binary("mul", alongTable(outer, node.shape, axis), added);
}

export function simplifySum(node: Node<"sum">): Node | undefined {
  const x = node.inputs[0] as Node;
  const { axes } = node.attributes;
  const still = axes.filter((axis) => !varyingAxes(x)[axis]);
  if (still.some((axis) => x.shape[axis] !== 1)) {
    const rest = reduce("sum", collapse(x, still), axes);
    return binary("mul", rest, scalar(sizeOf(still.map((axis) => x.shape[axis] as number)), rest.dtype));
  }
  // A sum that is computed once stays as it was written, to the last bit.
  if (x.dtype !== "float64" || x.binding !== BINDING.parameter) return undefined;
  if (isOp(x, "neg")) return unary("neg", sumOf(x.inputs[0] as Node, axes));
  if (isExactDifference(x)) return undefined;
  if (isOp(x, "add") || isOp(x, "sub")) {
    const [a, b] = x.inputs as [Node, Node];
    if (worthSplitting(a, b, axes) || worthSplitting(b, a, axes)) {
      return binary(isOp(x, "add") ? "add" : "sub", sumOf(a, axes), sumOf(b, axes));
    }
    return factorOut(x, axes);
  }
  const total = linearTotal(x, axes);
  if (total) return total;
  const argument = lengthOf(x, axes) >= LONG ? logArgument(x) : undefined;
  return argument ? reduce("logProd", argument, axes, finiteRange(argument)) : factorOut(x, axes);
}

/** An interval of positive finite numbers that holds the node, if one is known. */
function finiteRange(node: Node): readonly [number, number] | undefined {
  const [low, high] = rangeOf(node);
  return low > 0 && Number.isFinite(high) ? [low, high] : undefined;
}
