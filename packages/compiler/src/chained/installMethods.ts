// Installs functions of a tensor as methods of tfjs's tensors. Not which functions: chainedMethods.ts has the table.
import * as tf from "@tensorflow/tfjs-core";
import { capturing } from "../capture/capturing.ts";
import { isOurs } from "../capture/tensors.ts";

/** x.f(...rest) is f(x, ...rest). */
export type TensorFunction = (x: tf.Tensor, ...rest: never[]) => unknown;

/**
 * The methods run with Nutmeg as the current backend when the tensor is Nutmeg's. Those that are there already (from the
 * union package `@tensorflow/tfjs`) stay as they are.
 */
export function installMethods(table: Readonly<Record<string, TensorFunction>>): void {
  for (const [name, apply] of Object.entries(table)) {
    if (name in tf.Tensor.prototype) continue;
    const call = apply as (x: tf.Tensor, ...rest: unknown[]) => unknown;
    const value = function (this: tf.Tensor, ...rest: unknown[]): unknown {
      this.throwIfDisposed();
      return isOurs(this) ? capturing(() => call(this, ...rest)) : call(this, ...rest);
    };
    Object.defineProperty(tf.Tensor.prototype, name, { value, writable: true, configurable: true });
  }
}
