// Kernels of linear algebra: products of matrices, and einsum over one or two operands at a time.
import type * as tf from "@tensorflow/tfjs-core";
import { matMul, transpose } from "../../program/build.ts";
import type { Node } from "../../program/node.ts";
import { type KernelTable, rule } from "../kernelRule.ts";
import { einsum } from "./einsum.ts";

/** Exchanges the last two axes. */
function transposed(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

export const linear = {
  BatchMatMul: rule<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(({ a, b }, { transposeA, transposeB }) =>
    matMul(transposeA ? transposed(a) : a, transposeB ? transposed(b) : b),
  ),
  Einsum: rule<tf.EinsumInputs, tf.EinsumAttrs>((operands, { equation }) => einsum(equation, operands)),
} satisfies KernelTable;
