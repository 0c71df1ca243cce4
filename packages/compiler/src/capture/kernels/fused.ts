// Kernels in which tfjs fuses several ops by hand. They are written out: fusing is the compiler's work.
import type * as tf from "@tensorflow/tfjs-core";
import { UnsupportedError } from "../../errors.ts";
import { binary, scalar, unary } from "../../program/build.ts";
import type { Node } from "../../program/node.ts";
import { type KernelRule, type KernelTable, rule } from "../kernelRule.ts";
import { elementwise } from "./elementwise.ts";
import { linear } from "./linear.ts";

/** The kernels of the activations that tf.fused.matMul takes. */
const ACTIVATIONS: Readonly<Record<string, KernelRule>> = {
  relu: elementwise.Relu,
  relu6: elementwise.Relu6,
  elu: elementwise.Elu,
  sigmoid: elementwise.Sigmoid,
  prelu: elementwise.Prelu,
  leakyrelu: elementwise.LeakyRelu,
};

function activate(
  x: Node,
  { activation = "linear", leakyreluAlpha }: tf._FusedMatMulAttrs,
  alpha?: Node,
): Node {
  if (activation === "linear") return x;
  const kernel = ACTIVATIONS[activation];
  if (!kernel) {
    throw new UnsupportedError(
      `fused.matMul: Nutmeg has no activation "${activation}". Use one of linear, ${Object.keys(ACTIVATIONS).join(", ")}.`,
    );
  }
  return kernel({ x, alpha }, { alpha: leakyreluAlpha }) as Node;
}

export const fused = {
  _FusedMatMul: rule<tf._FusedMatMulInputs, tf._FusedMatMulAttrs>((inputs, attributes) => {
    const { a, b, bias, preluActivationWeights } = inputs;
    const product = linear.BatchMatMul({ a, b }, attributes) as Node;
    return activate(bias ? binary("add", product, bias) : product, attributes, preluActivationWeights);
  }),
  FusedBatchNorm: rule<tf.FusedBatchNormInputs, tf.FusedBatchNormAttrs>(
    ({ x, mean, variance, scale, offset }, { varianceEpsilon }) => {
      const spread = unary("sqrt", binary("add", variance, scalar(varianceEpsilon)));
      const centred = binary("sub", x, mean);
      const scaled = scale ? binary("mul", centred, scale) : centred;
      const normal = binary("div", scaled, spread);
      return offset ? binary("add", normal, offset) : normal;
    },
  ),
} satisfies KernelTable;
