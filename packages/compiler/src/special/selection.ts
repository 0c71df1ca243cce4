// Choosing elements by a mask whose values are known: what tf.booleanMaskAsync and tf.whereAsync do, at once, in a model.
import type * as tf from "@tensorflow/tfjs-core";
import { type Numeric, toNode } from "../capture/asTensor.ts";
import { knownValues } from "../capture/knownValues.ts";
import { tensorOf } from "../capture/tensors.ts";
import { UsageError } from "../errors.ts";
import { cast, constant, gather, reshape } from "../program/build.ts";
import type { Node } from "../program/node.ts";
import { sameShape, showShape, sizeOf, stridesOf } from "../program/shape.ts";

/** The positions, in the flattened condition, at which it holds. */
function positions(condition: Node, where: string): number[] {
  const values = knownValues(cast(condition, "bool"), where);
  return Array.from(values.keys()).filter((at) => values[at] !== 0);
}

function indices(values: readonly number[], shape: readonly number[]): Node {
  return constant(Float64Array.from(values), shape, "int32");
}

/**
 * The elements of x at which the mask holds: the mask's axes, which are axes of x from `axis` on, become one.
 * The mask is read when the model is captured; x may depend on anything, and has a gradient.
 * @throws UsageError when the mask's shape is not that of axes of x.
 * @throws UnsupportedError when the mask depends on a parameter: the shape of the result would depend on its value.
 */
export function booleanMask(x: Numeric, mask: Numeric, axis = 0): tf.Tensor {
  const [node, condition] = [toNode(x), toNode(mask)];
  const own = node.shape.slice(axis, axis + condition.shape.length);
  if (condition.shape.length === 0 || !sameShape(own, condition.shape)) {
    throw new UsageError(
      `booleanMask: a mask of shape ${showShape(condition.shape)} does not fit a tensor of shape ${showShape(node.shape)} ` +
        `from axis ${axis} on, where it has ${showShape(own)}.`,
    );
  }
  const found = positions(condition, "booleanMask");
  const rest = node.shape.slice(axis + own.length);
  const flat = reshape(node, [...node.shape.slice(0, axis), sizeOf(own), ...rest]);
  return tensorOf(gather(flat, indices(found, [found.length]), axis));
}

/**
 * The coordinates of the elements at which a condition holds, a row each, in row-major order: int32 [count, rank].
 * The condition is read when the model is captured.
 * @throws UnsupportedError when it depends on a parameter.
 */
export function argWhere(condition: Numeric): tf.Tensor2D {
  const node = toNode(condition);
  const strides = stridesOf(node.shape);
  const found = positions(node, "argWhere");
  const rows = found.flatMap((at) =>
    strides.map((stride, axis) => Math.floor(at / stride) % (node.shape[axis] as number)),
  );
  return tensorOf(indices(rows, [found.length, strides.length])) as tf.Tensor2D;
}
