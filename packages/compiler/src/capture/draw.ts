// Records elementwise random draws, made on the host by a sampler when they are read. Samplers live in distributions/.
import type * as tf from "@tensorflow/tfjs-core";
import { draw as drawNode } from "../program/build.ts";
import type { SamplerFactory } from "../program/draw.ts";
import type { Shape } from "../program/node.ts";
import { type Numeric, toNode } from "./asTensor.ts";
import { nodeDType, type TensorDType } from "./dtypes.ts";
import type { RandomKey } from "./randomKey.ts";
import { tensorOf } from "./tensors.ts";

export interface DrawOptions {
  readonly key: RandomKey;
  readonly shape: Shape;
  /** Broadcast to `shape`; the sampler gets one number of each. */
  readonly parameters: readonly Numeric[];
  /** Called once per evaluation with the key's stream of uniforms; what it returns is called once per element, in row-major order. */
  readonly sampler: SamplerFactory;
  readonly dtype?: TensorDType;
}

/**
 * A tensor of random numbers: lazily drawn, the same at every read, and drawn anew when the key is a bound input.
 * @throws UsageError when a parameter does not broadcast to the shape.
 */
export function draw({ key, shape, parameters, sampler, dtype = "float32" }: DrawOptions): tf.Tensor {
  const nodes = parameters.map((parameter) => toNode(parameter));
  return tensorOf(drawNode(key.node, key.path, nodes, [...shape], sampler, nodeDType(dtype, "draw")));
}
