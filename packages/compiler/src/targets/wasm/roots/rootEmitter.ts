// What a kernel asks of each of its roots, in this order. A contract, without code.
import type { Index } from "../indexExpression.ts";

/** What a round of the kernel's innermost loop takes. */
export interface Round {
  /** Pairs of elements; fewer in a last round, and 1 where there is no loop. */
  readonly copies: number;
  /** How many totals a reduction over the loops keeps side by side for each of its elements. */
  readonly totals: number;
}

export interface RootEmitter {
  /** Before the loops open. */
  prepare(round: Round): void;
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
