// Takes a subsampled plate's elements out of a tensor that has all of them.
import { showShape, UsageError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { PlateFrame } from "../effects/message.ts";
import { showPlate } from "../effects/show.ts";

export interface PlateElements {
  readonly frame: PlateFrame;
  readonly fullSize: number;
  readonly indices: tf.Tensor1D;
}

/**
 * The plate's elements of `value`, along the plate's batch dimension; `value` itself when that dimension is absent or 1
 * (it repeats), or when the plate is not subsampled.
 * @throws UsageError when the dimension has another size than the plate.
 */
export function takeSubsample(
  what: string,
  value: tf.Tensor,
  eventDim: number,
  plate: PlateElements,
): tf.Tensor {
  const axis = value.shape.length + plate.frame.dim - eventDim;
  const extent = axis < 0 ? 1 : value.shape[axis];
  if (extent === 1) return value;
  if (extent !== plate.fullSize) {
    throw new UsageError(
      `${what} has shape ${showShape(value.shape)} in ${showPlate(plate.frame)}: its batch dimension ${plate.frame.dim} ` +
        `(with eventDim ${eventDim}) has ${extent} elements, but the plate has ${plate.fullSize}.`,
    );
  }
  return plate.frame.size === plate.fullSize ? value : tf.gather(value, plate.indices, axis);
}
