// A reduction to few elements, held in registers while the loops run.
import type { Node } from "../../../program/node.ts";
import { sizeOf } from "../../../program/shape.ts";
import { reducedAxes } from "../../../schedule/classify.ts";
import type { Root } from "../../../schedule/schedule.ts";
import { type Accumulator, makeAccumulator } from "../accumulator.ts";
import type { Local } from "../assembler/index.ts";
import { spread } from "../bundle.ts";
import { type Index, positionOf } from "../indexExpression.ts";
import type { Values } from "../values.ts";
import { elementIndices } from "./elementIndices.ts";
import type { RootEmitter } from "./rootEmitter.ts";

export class AccumulateRoot implements RootEmitter {
  readonly #values: Values;
  readonly #root: Root;
  /** One for each element of the result, row-major. */
  #accumulators: readonly Accumulator[] = [];

  constructor(values: Values, root: Root) {
    this.#values = values;
    this.#root = root;
  }

  /**
   * One total for all copies: their terms meet before it does. The engine then orders the copies' instructions side by
   * side; with a total for each it writes out one copy after another, and each waits for its own results.
   */
  prepare(copies: number): void {
    const { node, space, loopAxes } = this.#root;
    const { emitter } = this.#values.nest.innermost;
    const extentOf = (axes: readonly number[]) => sizeOf(axes.map((axis) => space[axis] as number));
    const rounds = extentOf(loopAxes);
    const perRound = (extentOf(reducedAxes(node)) / rounds) * copies;
    this.#accumulators = Array.from({ length: sizeOf(node.shape) }, () =>
      makeAccumulator(node, emitter, { totals: 1, rounds, perRound }),
    );
  }

  elements(loops: readonly Index[], single: boolean): void {
    const { node } = this.#root;
    const reduced = reducedAxes(node);
    const { nest } = this.#values;
    for (const indices of elementIndices(this.#root, loops)) {
      const element = this.#values.element(node.inputs[0] as Node, indices);
      const kept = indices.filter((_, axis) => !reduced.includes(axis));
      const accumulator = this.#accumulators[positionOf(kept, node.shape)] as Accumulator;
      const { emitter } = nest.innermost;
      if (single) accumulator.addSingle(emitter, element[0] as Local);
      else accumulator.add(emitter, spread(element, nest.copies));
    }
  }

  endRound(): void {
    for (const accumulator of this.#accumulators) accumulator.endRound(this.#values.nest.innermost.emitter);
  }

  finish(): void {
    const { emitter } = this.#values.nest.innermost;
    this.#values.keep(
      this.#root.node,
      this.#accumulators.map((accumulator) => accumulator.total(emitter)),
    );
  }
}
