// Registers the backend and its kernels with tfjs, once, when this module is loaded. Every other kernel gets a clear error.
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { cast, reshape } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { BACKEND_NAME, NutmegBackend } from "./backend.ts";
import { nodeDType } from "./dtypes.ts";
import type { KernelName, KernelRule, KernelTable } from "./kernelRule.ts";
import { creation } from "./kernels/creation.ts";
import { elementwise } from "./kernels/elementwise.ts";
import { fused } from "./kernels/fused.ts";
import { indexing } from "./kernels/indexing.ts";
import { linear } from "./kernels/linear.ts";
import { ordering } from "./kernels/ordering.ts";
import { overwriting } from "./kernels/overwriting.ts";
import { reductions } from "./kernels/reductions.ts";
import { shapeOps } from "./kernels/shapeOps.ts";
import { unsupportedKernel } from "./unsupportedKernel.ts";

/** Below every backend of tfjs, so that a user's own stays the default; the default when it is the only one. */
const PRIORITY = 0;

/** The kernels that can be captured. */
export const kernels: KernelTable = {
  ...elementwise,
  ...reductions,
  ...shapeOps,
  ...indexing,
  ...linear,
  ...creation,
  ...ordering,
  ...overwriting,
  ...fused,
};

/** Every kernel that tfjs-core knows. */
export const kernelNames = Object.entries(tf).flatMap(([key, value]) =>
  value === key ? [key as KernelName] : [],
);

function createBackend(): NutmegBackend {
  if (tf.findBackendFactory(BACKEND_NAME)) {
    throw new UsageError(
      "Two copies of @nutmeg-ppl/compiler are loaded beside one @tensorflow/tfjs-core; they cannot share tensors. " +
        "Run `npm ls @nutmeg-ppl/compiler` and make every package depend on the same version.",
    );
  }
  const instance = new NutmegBackend();
  tf.registerBackend(BACKEND_NAME, () => instance, PRIORITY);
  return instance;
}

export const backend = createBackend();

/** The node of a kernel's input. Other backends share data between tensors that differ in shape or dtype. */
export function nodeOfInfo({ dataId, shape, dtype }: tf.TensorInfo): Node {
  return cast(reshape(backend.nodeAt(dataId), shape), nodeDType(dtype, "tensor"));
}

function nodesOf(inputs: tf.NamedTensorInfoMap | readonly tf.TensorInfo[]): unknown {
  if (Array.isArray(inputs)) return inputs.map(nodeOfInfo);
  return Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, info && nodeOfInfo(info)]));
}

function kernelFunction(record: KernelRule): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const result = record(nodesOf(inputs), attrs);
    return Array.isArray(result) ? result.map((node) => backend.hold(node)) : backend.hold(result as Node);
  };
}

for (const kernelName of kernelNames) {
  const record = kernels[kernelName];
  const kernelFunc = record ? kernelFunction(record) : unsupportedKernel(kernelName);
  tf.registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc });
}
