// A root whose updates are added into memory at computed places.
import type { Node } from "../../../program/node.ts";
import { sizeOf } from "../../../program/shape.ts";
import type { Root } from "../../../schedule/schedule.ts";
import { type Address, addLane, addLanes, addressesOf, isOnePlace, movedBy } from "../addressing.ts";
import type { Local } from "../assembler/index.ts";
import { ofCopy, spread } from "../bundle.ts";
import { addIndices, constantIndex, type Index, scaleIndex } from "../indexExpression.ts";
import { emitLanes } from "../lanes.ts";
import { longestAxisFirst, type Place } from "../memoryPlan.ts";
import { reducers } from "../reducers.ts";
import { trustedIndex } from "../trustedIndex.ts";
import type { Values } from "../values.ts";
import { elementIndices } from "./elementIndices.ts";
import { RootInMemory } from "./rootInMemory.ts";

export class ScatterRoot extends RootInMemory {
  readonly #axis: number;
  /** Rank of the array of positions. */
  readonly #rank: number;

  constructor(values: Values, root: Root) {
    super(values, root);
    this.#axis = (root.node.attributes as { axis: number }).axis;
    this.#rank = (root.node.inputs[1] as Node).shape.length;
  }

  prepare(): void {
    const { node } = this.root;
    const { nest } = this.values;
    const { offset, start = constantIndex(0) } = this.#place;
    const bytes = emitLanes(nest, addIndices(constantIndex(offset), scaleIndex(start, 8)));
    const { emitter: e } = nest.innermost;
    e.effect("memory.fill", ofCopy(bytes, 0)[0], e.constI32(0), e.constI32(8 * sizeOf(node.shape)));
  }

  /** Adds each lane in turn, so that two lanes may hit the same place. */
  elements(loops: readonly Index[], single: boolean): void {
    const [updates, positions] = this.root.node.inputs as unknown as [Node, Node];
    const { nest } = this.values;
    const lanes = single ? ([0] as const) : ([0, 1] as const);
    for (const indices of elementIndices(this.root, loops)) {
      const at = indices.slice(this.#axis, this.#axis + this.#rank);
      const trusted = trustedIndex(this.values, positions, at, this.#extent);
      const update = this.values.element(updates, indices);
      const position = trusted ? undefined : this.values.element(positions, at);
      const addresses = addressesOf(nest, this.#place, this.#target(indices, trusted ?? constantIndex(0)));
      if (trusted && !single && isOnePlace(addresses)) {
        const { emitter: e } = nest.innermost;
        addLanes(e, addresses[0] as Address, reducers.sum.fold(e, spread(update, nest.copies)));
        continue;
      }
      for (let copy = 0; copy < nest.copies; copy++) {
        const address = ofCopy(addresses, copy);
        for (const lane of lanes) {
          if (position) this.#addWithin(address, ofCopy(position, copy), ofCopy(update, copy), lane);
          else addLane(nest.innermost.emitter, address, ofCopy(update, copy), lane);
        }
      }
    }
  }

  /** Without blocks: a computed position along an axis is then a stride away from the next. */
  get #place(): Place {
    const { node } = this.root;
    return this.values.memory.allocate(node, longestAxisFirst(node.shape));
  }

  get #extent(): number {
    return this.root.node.shape[this.#axis] as number;
  }

  /** The indices of an update with those of its position replaced by one. */
  #target(indices: readonly Index[], position: Index): Index[] {
    return [...indices.slice(0, this.#axis), position, ...indices.slice(this.#axis + this.#rank)];
  }

  /** Adds one lane at a computed position along the axis, where that is inside. */
  #addWithin(address: Address, position: Local, update: Local, lane: 0 | 1): void {
    const { emitter: e } = this.values.nest.innermost;
    const target = e.op("i32.trunc_sat_f64_s", e.op(`f64x2.extract_lane ${lane}`, position));
    const stride = this.#place.strides[this.#axis] as number;
    const moved = movedBy(e, address, lane, e.op("i32.mul", target, e.constI32(8 * stride)));
    const inside = e.op("i32.lt_u", target, e.constI32(this.#extent));
    e.if(inside, (then) => addLane(then, moved, update, lane));
  }
}
