// Kernels that make tensors from attributes alone, exact in float64 because tfjs hands the numbers over unrounded.
import type * as tf from "@tensorflow/tfjs-core";
import { UnsupportedError } from "../../errors.ts";
import { binary, cast, constant, fill, iota, reshape, scalar } from "../../program/build.ts";
import type { Node } from "../../program/node.ts";
import { broadcastShapes, sizeOf } from "../../program/shape.ts";
import { diagonalMatrix } from "../../program/triangles.ts";
import { nodeDType } from "../dtypes.ts";
import { type KernelTable, rule } from "../kernelRule.ts";
import { knownValues } from "../knownValues.ts";

/** start, start + step, ...: `count` numbers. */
function progression(start: number, step: number, count: number): Node {
  return binary("add", scalar(start), binary("mul", scalar(step), cast(iota(count), "float64")));
}

function range({ start, stop, step, dtype }: tf.RangeAttrs): Node {
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return cast(progression(start, step, count), nodeDType(dtype, "range"));
}

/** A square matrix over the flattened input, then the input's shape twice. */
function diag(x: Node): Node {
  return reshape(diagonalMatrix(reshape(x, [sizeOf(x.shape)])), [...x.shape, ...x.shape]);
}

/** The shape to which two vectors of extents broadcast. */
function broadcastArgs(a: Node, b: Node): Node {
  const shapes = [a, b].map((extents) => Array.from(knownValues(extents, "broadcastArgs")));
  const shape = broadcastShapes(shapes, "broadcastArgs");
  return constant(Float64Array.from(shape), [shape.length], "int32");
}

export const creation = {
  Fill: rule<unknown, tf.FillAttrs>((_, { shape, value, dtype }) => {
    if (typeof value === "string")
      throw new UnsupportedError("fill: Nutmeg has no tensors of strings. Use numbers.");
    return fill(Number(value), shape, nodeDType(dtype ?? "float32", "fill"));
  }),
  ZerosLike: rule<tf.ZerosLikeInputs>(({ x }) => fill(0, x.shape, x.dtype)),
  OnesLike: rule<tf.OnesLikeInputs>(({ x }) => fill(1, x.shape, x.dtype)),
  Range: rule<unknown, tf.RangeAttrs>((_, attributes) => range(attributes)),
  LinSpace: rule<unknown, tf.LinSpaceAttrs>((_, { start, stop, num }) =>
    num === 1 ? fill(start, [1]) : progression(start, (stop - start) / (num - 1), num),
  ),
  BroadcastArgs: rule<tf.BroadcastArgsInputs>(({ s0, s1 }) => broadcastArgs(s0, s1)),
  Diag: rule<tf.DiagInputs>(({ x }) => diag(x)),
} satisfies KernelTable;
