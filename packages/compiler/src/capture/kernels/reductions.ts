// Kernels that reduce axes, and those that scan or normalize along one.
import type * as tf from "@tensorflow/tfjs-core";
import {
  argExtreme, binary, cast, compare, cumsum, iota, pad, recurrence, reduce, reduceKeep, reshape, scalar, select, slice,
  softmax,
} from "../../program/build.ts"; // biome-ignore format: a list
import type { Node } from "../../program/node.ts";
import type { ReduceOp } from "../../program/ops.ts";
import { normalizeAxes, sizeOf } from "../../program/shape.ts";
import { type KernelRule, type KernelTable, rule } from "../kernelRule.ts";

type ReductionInputs = Pick<tf.NamedTensorInfoMap, "x">;

/** tfjs passes null or undefined for "all axes". */
type AxisAttribute = number | readonly number[] | null | undefined;

interface ReductionAttributes {
  readonly axis?: AxisAttribute;
  /** The name that the Max kernel has for `axis`. */
  readonly reductionIndices?: AxisAttribute;
  readonly keepDims?: boolean;
}

function reduction(
  op: ReduceOp,
  prepare: (x: Node) => Node,
  finish: (result: Node, x: Node) => Node = (r) => r,
): KernelRule {
  return rule<ReductionInputs, ReductionAttributes>(({ x }, { axis, reductionIndices, keepDims }) => {
    const axes = normalizeAxes(axis ?? reductionIndices ?? undefined, x.shape.length, op);
    const input = prepare(x);
    return finish(keepDims ? reduceKeep(op, input, axes) : reduce(op, input, axes), input);
  });
}

const asIs = (x: Node): Node => x;
const boolean = (x: Node): Node => cast(x, "bool");
/** Counting a mask: true is 1. */
const number = (x: Node): Node => (x.dtype === "bool" ? cast(x, "int32") : x);
const float = (x: Node): Node => cast(x, "float64");

function mean(total: Node, x: Node): Node {
  const count = sizeOf(x.shape) / Math.max(1, sizeOf(total.shape));
  return binary("div", total, scalar(count));
}

/** One axis; tfjs counts it from the end when it is negative. */
function oneAxis(axis: number, x: Node, where: string): number {
  return normalizeAxes(axis, x.shape.length, where)[0] as number;
}

/** Running products: each factor times what came before. A linear recurrence, whose gradient is right at zeros too. */
function cumprod(x: Node, axis: number, exclusive: boolean, reverse: boolean): Node {
  const n = x.shape[axis] as number;
  const along = x.shape.map((_, other) => (other === axis ? n : 1));
  const isFirst = reshape(compare("equal", iota(n), scalar(reverse ? n - 1 : 0, "int32")), along);
  if (!exclusive) return recurrence(x, select(isFirst, x, scalar(0, x.dtype)), axis, reverse);
  // Each element goes on with the factor before it; the factor of the first is not read.
  const at = (here: number) => x.shape.map((_, other) => (other === axis ? here : 0));
  const kept = slice(x, at(reverse ? Math.min(1, n) : 0), x.shape.with(axis, Math.max(0, n - 1)));
  const before = pad(kept, at(reverse ? 0 : Math.min(1, n)), x.shape);
  return recurrence(before, cast(isFirst, x.dtype), axis, reverse);
}

export const reductions = {
  Sum: reduction("sum", number),
  Mean: reduction("sum", float, mean),
  Prod: reduction("prod", number),
  Max: reduction("max", asIs),
  Min: reduction("min", asIs),
  All: reduction("all", boolean),
  Any: reduction("any", boolean),
  ArgMax: rule<tf.ArgMaxInputs, tf.ArgMaxAttrs>(({ x }, { axis }) =>
    argExtreme("argMax", x, oneAxis(axis, x, "argMax")),
  ),
  ArgMin: rule<tf.ArgMinInputs, tf.ArgMinAttrs>(({ x }, { axis }) =>
    argExtreme("argMin", x, oneAxis(axis, x, "argMin")),
  ),
  Cumsum: rule<tf.CumsumInputs, tf.CumsumAttrs>(({ x }, { axis, exclusive, reverse }) =>
    cumsum(number(x), oneAxis(axis, x, "cumsum"), exclusive, reverse),
  ),
  Cumprod: rule<tf.CumprodInputs, tf.CumprodAttrs>(({ x }, { axis, exclusive, reverse }) =>
    cumprod(number(x), oneAxis(axis, x, "cumprod"), exclusive, reverse),
  ),
  Softmax: rule<tf.SoftmaxInputs, tf.SoftmaxAttrs>(({ logits }, { dim }) =>
    softmax(logits, [oneAxis(dim, logits, "softmax")]),
  ),
  LogSoftmax: rule<tf.LogSoftmaxInputs, tf.LogSoftmaxAttrs>(({ logits }, { axis }) =>
    binary("sub", logits, reduceKeep("logSumExp", logits, [oneAxis(axis, logits, "logSoftmax")])),
  ),
} satisfies KernelTable;
