// A reduction to many elements: a pair of totals in memory for each, to which a loop of the root's own adds in each round.
import type { Node } from "../../../program/node.ts";
import { sizeOf, stridesOf } from "../../../program/shape.ts";
import { reducedAxes } from "../../../schedule/classify.ts";
import type { Root } from "../../../schedule/schedule.ts";
import { bothLanes, firstLane } from "../accumulator.ts";
import { addressesOf, type Point } from "../addressing.ts";
import type { Local } from "../assembler/index.ts";
import { ofCopy, spread } from "../bundle.ts";
import { type Index, scaleIndex } from "../indexExpression.ts";
import type { Place } from "../memoryPlan.ts";
import { type Reducer, reducers } from "../reducers.ts";
import type { Values } from "../values.ts";
import { elementIndices } from "./elementIndices.ts";
import { RootInMemory } from "./rootInMemory.ts";
import { placeOfRoot, writeElement } from "./writeElement.ts";

/** How many elements a round of the inner loop takes. */
const ELEMENTS = 2;

export class AccumulateManyRoot extends RootInMemory {
  readonly #reducer: Reducer;
  /** Where the first lane of each pair of totals lies. */
  readonly #totals: Place;

  constructor(values: Values, root: Root) {
    const { node } = root;
    super(values, root);
    this.#reducer = reducers[node.op as keyof typeof reducers];
    const size = 2 * sizeOf(node.shape);
    this.#totals = {
      offset: values.memory.reserve(values.part.count * size),
      strides: stridesOf(node.shape).map((stride) => 2 * stride),
      start: scaleIndex(values.part.index, size),
    };
  }

  /** Where the pair of totals of an element lies. */
  #pointOf(indices: readonly Index[]): Point {
    return ofCopy(addressesOf(this.values.nest, this.#totals, indices), 0)[0];
  }

  prepare(): void {
    const { nest } = this.values;
    const { node } = this.root;
    placeOfRoot(this.values, node);
    nest.openAll(node.shape, (indices) => {
      const { base, offset } = this.#pointOf(indices);
      const { emitter: e } = nest.innermost;
      e.store("v128.store", base, offset, this.#reducer.identity(e));
    });
  }

  elements(loops: readonly Index[], single: boolean): void {
    const { nest } = this.values;
    const { node, space, innerAxes } = this.root;
    const reduced = reducedAxes(node);
    const extents = innerAxes.map((axis) => space[axis] as number);
    nest.openInRounds(extents, ELEMENTS, (rounds) => {
      for (const indices of rounds.flatMap((inner) => elementIndices(this.root, [...loops, ...inner]))) {
        const element = this.values.element(node.inputs[0] as Node, indices);
        const { emitter: e } = nest.innermost;
        const identity = this.#reducer.identity(e);
        const added = single
          ? firstLane(e, element[0] as Local, identity)
          : this.#reducer.fold(e, spread(element, nest.copies));
        const { base, offset } = this.#pointOf(indices.filter((_, axis) => !reduced.includes(axis)));
        const total = e.load("v128.load", base, offset);
        e.store("v128.store", base, offset, this.#reducer.combine(e, total, added));
      }
    });
  }

  override finish(): void {
    const { nest } = this.values;
    const { node } = this.root;
    nest.openAll(node.shape, (indices) => {
      const { emitter: e } = nest.innermost;
      const { base, offset } = this.#pointOf(indices);
      const total = bothLanes(e, this.#reducer, e.load("v128.load", base, offset));
      writeElement(this.values, node, indices, [total], true);
    });
    super.finish();
  }
}
