// What every kernel without a rule does when it is captured: throw, naming the kernel and the way out.
import { UnsupportedError } from "../errors.ts";
import type { KernelName, KernelRule } from "./kernelRule.ts";
import { userFrame } from "./userFrame.ts";

/** Ways out that say more than "rewrite it". */
const INSTEAD: Readonly<Partial<Record<KernelName, string>>> = {
  Cumprod: "Use tf.exp(tf.cumsum(tf.log(x))) for positive x.",
  Multinomial:
    "Draw with sample(name, new Categorical({ logits })), which takes its randomness from the key.",
  TopK: "Use tf.max, tf.argMax or a sort of the data before the run.",
  Unique: "Find the distinct values before the run, and pass integer codes as data.",
  SearchSorted: "Find the bins before the run, and pass them as int32 data.",
  LowerBound: "Find the bins before the run, and pass them as int32 data.",
  UpperBound: "Find the bins before the run, and pass them as int32 data.",
  Bincount: "Use tf.unsortedSegmentSum(weights, indices, size).",
  DenseBincount: "Use tf.unsortedSegmentSum(weights, indices, size).",
  SparseToDense: "Use tf.scatterND(indices, values, shape).",
  SparseSegmentSum: "Use tf.unsortedSegmentSum(tf.gather(data, indices), segmentIds, numSegments).",
  SparseSegmentMean:
    "Use tf.unsortedSegmentSum(tf.gather(data, indices), segmentIds, numSegments) over the counts.",
  TensorScatterUpdate: "Use tf.where with a mask, or tf.scatterND into zeros.",
  BitwiseAnd: "Use tf.mod and tf.floorDiv on int32 data.",
  _FusedMatMul: "Use tf.matMul, tf.add and the activation one after another: the compiler fuses them.",
  Complex: "Keep the real and the imaginary part in two tensors.",
  FFT: "Transform the data before the run, or multiply by the Fourier matrix with tf.matMul.",
};

const GENERAL =
  "Write it with ops that Nutmeg captures (elementwise functions, reductions, matMul, gather, slice, concat, where: see docs/ops.md), " +
  'or compute it from data before the run, on a tfjs backend that has it (import "@tensorflow/tfjs").';

/** @throws UnsupportedError always, when called. */
export function unsupportedKernel(kernel: KernelName): KernelRule {
  return () => {
    const frame = userFrame();
    throw new UnsupportedError(
      `Nutmeg cannot capture the tfjs kernel "${kernel}"${frame ? ` (used at ${frame})` : ""}. ${INSTEAD[kernel] ?? GENERAL}`,
    );
  };
}
