// Rules for sums: what does not vary leaves the sum, and a sum splits where one part can be computed more cheaply.
import { binary, reduce, reshape, scalar, unary } from "../program/build.ts";
import { BINDING, isOp, type Node } from "../program/node.ts";
import { dropAxes, sizeOf } from "../program/shape.ts";
import { collapse, varyingAxes } from "./variance.ts";

/** Whether a node is the same all along these axes. */
function invariant(node: Node, axes: readonly number[]): boolean {
  const varying = varyingAxes(node);
  return axes.every((axis) => !varying[axis]);
}

/** The node without axes along which it does not vary. */
function without(node: Node, axes: readonly number[]): Node {
  return reshape(collapse(node, axes), dropAxes(node.shape, axes));
}

/** A logarithm whose argument is proven to lie in an interval, so that many can be multiplied before one log is taken. */
export function boundedLog(node: Node): Node | undefined {
  if (isOp(node, "reshape")) {
    const inner = boundedLog(node.inputs[0] as Node);
    return inner && reshape(inner, node.shape);
  }
  if (!isOp(node, "log")) return undefined;
  let source = node.inputs[0] as Node;
  while (isOp(source, "reshape")) source = source.inputs[0] as Node;
  return isOp(source, "sum") && source.attributes.bounds ? (node.inputs[0] as Node) : undefined;
}

/** Whether splitting `part` off a sum of `other` lets it be computed earlier, more rarely or more cheaply. */
function worthSplitting(part: Node, other: Node, axes: readonly number[]): boolean {
  return part.binding < other.binding || invariant(part, axes) || boundedLog(part) !== undefined;
}

/** The loop-invariant factor leaves: sum(a b) = a sum(b). */
function factorOut(x: Node, axes: readonly number[]): Node | undefined {
  const [a, b] = x.inputs as [Node, Node];
  if (isOp(x, "mul")) {
    if (invariant(a, axes)) return binary("mul", without(a, axes), reduce("sum", b, axes));
    if (invariant(b, axes)) return binary("mul", reduce("sum", a, axes), without(b, axes));
  }
  if (isOp(x, "div") && invariant(b, axes)) return binary("div", reduce("sum", a, axes), without(b, axes));
  return undefined;
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
  if (isOp(x, "neg")) return unary("neg", reduce("sum", x.inputs[0] as Node, axes));
  if (isOp(x, "add") || isOp(x, "sub")) {
    const [a, b] = x.inputs as [Node, Node];
    if (worthSplitting(a, b, axes) || worthSplitting(b, a, axes)) {
      return binary(isOp(x, "add") ? "add" : "sub", reduce("sum", a, axes), reduce("sum", b, axes));
    }
    return undefined;
  }
  const bounded = boundedLog(x);
  if (bounded) return reduce("logProd", bounded, axes, boundsOf(bounded));
  return factorOut(x, axes);
}

function boundsOf(node: Node): readonly [number, number] {
  if (isOp(node, "reshape")) return boundsOf(node.inputs[0] as Node);
  return (isOp(node, "sum") && node.attributes.bounds) || [0, Number.POSITIVE_INFINITY];
}
