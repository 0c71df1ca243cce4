// What a kernel asks of each of its roots, in this order. A contract, without code.
import type { Kernel, Root } from "../../../schedule/schedule.ts";
import type { Index } from "../indexExpression.ts";
import type { Values } from "../values.ts";

export interface RootEmitter {
  /**
   * Before the loops open.
   * @param copies how many pairs of elements a round of the innermost loop takes; fewer in a last round, and 1 without a loop
   */
  prepare(copies: number): void;
  /**
   * In the innermost loop: the code of all elements of the root at this position of the loops.
   * @param single whether only the first lane counts
   */
  elements(loops: readonly Index[], single: boolean): void;
  /** At the end of each round of the innermost loop. */
  endRound(): void;
  /** After the loops. */
  finish(): void;
}

/** Roots with kernels of their own are given what emits them. */
export type RootEmitterClass = new (
  values: Values,
  root: Root,
  emitKernel: (values: Values, kernel: Kernel) => void,
) => RootEmitter;
