// What a constraint is: a set of tensors to which a parameter or a value must belong. Not how to reach it: see bijectTo.ts.
import type { Numeric } from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";

export abstract class Constraint {
  /** How the set is called in code, for example `greaterThan(2)`. */
  abstract readonly name: string;
  /** What a member is, in words that follow "must be", for example "a finite number > 2". */
  abstract readonly requirement: string;

  /** How many rightmost axes form one member: 0 for numbers, 1 for vectors, 2 for matrices. */
  get eventDim(): number {
    return 0;
  }

  get isDiscrete(): boolean {
    return false;
  }

  /** The common shape of the bounds: not [] when each element of a batch has a set of its own. */
  get batchShape(): readonly number[] {
    return [];
  }

  /**
   * `check` of one number, for sets of numbers with bounds that are plain numbers: then large data are checked in one loop,
   * without tensors. Absent otherwise.
   */
  get accepts(): ((x: number) => boolean) | undefined {
    return undefined;
  }

  /** Bool: whether each member belongs to the set. Its shape is that of `value` without the event axes. NaN belongs to none. */
  abstract check(value: Numeric): tf.Tensor;

  /** Some point of the set, with the shape of `prototype`. */
  abstract feasibleLike(prototype: tf.Tensor): tf.Tensor;
}
