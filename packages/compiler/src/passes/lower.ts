// Pass: writes compositions out in simpler ops. logSumExp and softmax then share the shift, the exponentials and their
// sum; softplus and sigmoid share an exponential; a small matrix product is a sum like any other, which fuses with what
// surrounds it; tiny matrices are factored element by element.
import {
  binary,
  broadcast,
  cast,
  compare,
  reduce,
  reduceKeep,
  reshape,
  scalar,
  select,
  transpose,
  unary,
} from "../program/build.ts";
import { isOp, type Node } from "../program/node.ts";
import type { OpName } from "../program/ops.ts";
import { type Program, rewrite } from "../program/program.ts";
import { dropAxes, sizeOf } from "../program/shape.ts";
import { rebuild } from "./rebuild.ts";
import { writeOutTiny } from "./tinyMatrices.ts";

interface Parts {
  readonly shift: Node;
  readonly weights: Node;
  readonly total: Node;
}

/** exp(x - shift), with the maximum as shift, and its sum, which lies between 1 and the number of terms. */
function parts(x: Node, axes: readonly number[]): Parts {
  const count = sizeOf(axes.map((axis) => x.shape[axis] as number));
  const shift = reduceKeep("shiftMax", x, axes);
  const weights = unary("exp", binary("sub", x, broadcast(shift, x.shape)));
  return { shift, weights, total: reduceKeep("sum", weights, axes, [1, count]) };
}

function lowerNode(node: Node): Node {
  const x = node.inputs[0] as Node;
  if (isOp(node, "logSumExp")) {
    const { axes } = node.attributes;
    const { shift, weights } = parts(x, axes);
    const count = sizeOf(axes.map((axis) => x.shape[axis] as number));
    const total = reduce("sum", weights, axes, [1, count]);
    return binary("add", reshape(shift, dropAxes(x.shape, axes)), unary("log", total));
  }
  if (isOp(node, "softmax")) {
    const { weights, total } = parts(x, node.attributes.axes);
    return binary("div", weights, broadcast(total, x.shape));
  }
  if (isOp(node, "softplus")) {
    return binary("add", binary("maximum", x, scalar(0)), unary("log1p", decay(x)));
  }
  if (isOp(node, "sigmoid")) return sigmoid(x);
  if (isOp(node, "matMul") && !isWorthBlocking(node)) return contraction(node);
  return writeOutTiny(node) ?? node;
}

/** From this many rows, columns and terms on, a blocked product over memory beats sums of products that fuse. */
const BLOCKED = 16;

function isWorthBlocking(node: Node<"matMul">): boolean {
  const terms = node.inputs[0]?.shape.at(-1) as number;
  return Math.min(terms, ...node.shape.slice(-2)) >= BLOCKED;
}

/** exp(-|x|), which does not overflow. */
function decay(x: Node): Node {
  return unary("exp", unary("neg", unary("abs", x)));
}

/** 1 / (1 + exp(-x)) from the exponential of -|x|. */
function sigmoid(x: Node): Node {
  const e = decay(x);
  const share = binary("div", scalar(1), binary("add", e, scalar(1)));
  return select(compare("less", x, scalar(0)), binary("mul", e, share), share);
}

/** sum over l of a[..., i, l] b[..., l, j], with the repeated axes only as views. */
function contraction(node: Node): Node {
  const [a, b] = node.inputs.map((input) => cast(input, "float64")) as [Node, Node];
  const batch = node.shape.slice(0, -2);
  const [m, n] = node.shape.slice(-2) as [number, number];
  const k = a.shape.at(-1) as number;
  const rank = b.shape.length;
  const columns = transpose(b, [...batch.map((_, axis) => axis), rank - 1, rank - 2]);
  const left = broadcast(reshape(a, [...batch, m, 1, k]), [...batch, m, n, k]);
  const right = broadcast(reshape(columns, [...batch, 1, n, k]), [...batch, m, n, k]);
  return reduce("sum", binary("mul", left, right), [batch.length + 2]);
}

/** @param ops those that are written out; by default all that can be */
export function lower(program: Program, ops?: ReadonlySet<OpName>): Program {
  return rewrite(program, (node) => (ops && !ops.has(node.op) ? node : lowerNode(node)), rebuild);
}
