// What every kernel without a rule does when it is captured: throw, naming the kernel and the way out.
import { UnsupportedError } from "../errors.ts";
import type { KernelName } from "./kernelRule.ts";
import { userFrame } from "./userFrame.ts";

/** Ways out that say more than "rewrite it". */
const INSTEAD: Readonly<Partial<Record<KernelName, string>>> = {
  Multinomial:
    "Draw with sample(name, new Categorical({ logits })), which takes its randomness from the key.",
  Conv2D: "Write a convolution as tf.matMul with a matrix of windows: tf.gather(x, indices) makes one.",
  BitwiseAnd: "Use tf.mod and tf.floorDiv on int32 data.",
  Complex: "Keep the real and the imaginary part in two tensors.",
  FFT: "Transform the data before the run, or multiply by the Fourier matrix with tf.matMul.",
};

const GENERAL =
  "Write it with ops that Nutmeg captures (elementwise functions, reductions, matMul, gather, slice, concat, where: see docs/ops.md), " +
  'or compute it from data before the run, on a tfjs backend that has it (import "@tensorflow/tfjs").';

/** @throws UnsupportedError always, when called. */
export function unsupportedKernel(kernel: KernelName): () => never {
  return () => {
    const frame = userFrame();
    throw new UnsupportedError(
      `Nutmeg cannot capture the tfjs kernel "${kernel}"${frame ? ` (used at ${frame})` : ""}. ${INSTEAD[kernel] ?? GENERAL}`,
    );
  };
}
