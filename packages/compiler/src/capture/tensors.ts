// The two directions between tfjs tensors of the backend and nodes of a program.
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import type { Node } from "../program/node.ts";
import { showShape } from "../program/shape.ts";
import { backend, nodeOfInfo } from "./registration.ts";

/**
 * The node that a tensor stands for. A tensor of another backend is moved to Nutmeg's first.
 * @throws UsageError when the tensor was disposed.
 */
export function nodeOf(tensor: tf.Tensor): Node {
  if (tensor.isDisposed) {
    throw new UsageError(
      `A tensor of shape ${showShape(tensor.shape)} was used after it was disposed. ` +
        "Return it from its tf.tidy, or keep it with tf.keep.",
    );
  }
  return nodeOfInfo(tensor);
}

/** A new tensor that stands for a node, whatever the current backend of tfjs. */
export function tensorOf(node: Node): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(backend.hold(node), backend);
}

/** Whether a tensor's data are in Nutmeg's backend now. */
export function isOurs(tensor: tf.Tensor): boolean {
  return backend.refCount(tensor.dataId) > 0;
}
