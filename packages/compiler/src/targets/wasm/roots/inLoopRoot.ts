// A reduction whose own loops run inside, for each element that is kept.
import type { Node } from "../../../program/node.ts";
import { reducedAxes } from "../../../schedule/classify.ts";
import type { Root } from "../../../schedule/schedule.ts";
import { type Accumulator, makeAccumulator } from "../accumulator.ts";
import { spread } from "../bundle.ts";
import { type Index, loopIndex } from "../indexExpression.ts";
import type { LoopNest } from "../loopNest.ts";
import type { Values } from "../values.ts";
import { elementIndices } from "./elementIndices.ts";
import type { RootEmitter } from "./rootEmitter.ts";
import { placeOfRoot, writeElement } from "./writeElement.ts";

/** Opens a loop for each extent; the body runs in the innermost. */
function openAll(
  nest: LoopNest,
  extents: readonly number[],
  body: (indices: readonly Index[]) => void,
  indices: readonly Index[] = [],
): void {
  const [extent, ...rest] = extents;
  if (extent === undefined) body(indices);
  else
    nest.open({ from: 0, to: extent, extent, pairs: 0 }, (depth) =>
      openAll(nest, rest, body, [...indices, loopIndex(depth)]),
    );
}

export class InLoopRoot implements RootEmitter {
  readonly #values: Values;
  readonly #root: Root;

  constructor(values: Values, root: Root) {
    this.#values = values;
    this.#root = root;
  }

  prepare(): void {
    placeOfRoot(this.#values, this.#root.node);
  }

  elements(loops: readonly Index[], single: boolean): void {
    const { nest } = this.#values;
    const { node } = this.#root;
    const course = { totals: nest.copies, rounds: Number.POSITIVE_INFINITY, perRound: 1 };
    for (const kept of elementIndices(this.#root, loops)) {
      const accumulator = makeAccumulator(node, nest.innermost.emitter, course);
      this.#reduce(kept, accumulator);
      writeElement(this.#values, node, kept, accumulator.lanes(nest.innermost.emitter), single);
    }
  }

  #reduce(kept: readonly Index[], accumulator: Accumulator): void {
    const { nest } = this.#values;
    const input = this.#root.node.inputs[0] as Node;
    const reduced = reducedAxes(this.#root.node);
    openAll(
      nest,
      reduced.map((axis) => input.shape[axis] as number),
      (inner) => {
        let next = 0;
        const indices = input.shape.map((_, axis) => {
          const position = reduced.indexOf(axis);
          return (position >= 0 ? inner[position] : kept[next++]) as Index;
        });
        const element = this.#values.element(input, indices);
        const { emitter } = nest.innermost;
        accumulator.add(emitter, spread(element, nest.copies));
        accumulator.endRound(emitter);
      },
    );
  }

  endRound(): void {}

  finish(): void {
    this.#values.markStored(this.#root.node);
  }
}
