// Computes single elements: given a node and an index for each axis, emits the code of that element, as deep in the open
// loops as the element really varies, once. Everything that is not stored is computed this way, where it is needed.
import { InternalError } from "../../errors.ts";
import { varyingAxes } from "../../passes/variance.ts";
import { isOp, type Node } from "../../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../../program/opFamilies.ts";
import { addressesOf, loadPair } from "./addressing.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { type Bundle, forEachCopy } from "./bundle.ts";
import type { Elements } from "./elements.ts";
import { emitElementwise, maskToNumber, numberToMask } from "./elementwise.ts";
import type { IndexClaims } from "./indexClaims.ts";
import {
  constantIndex,
  depthOf,
  type Index,
  indexKey,
  isConstantIndex,
  positionOf,
} from "./indexExpression.ts";
import { emitNumber } from "./lanes.ts";
import type { LoopNest } from "./loopNest.ts";
import type { MemoryPlan, Place } from "./memoryPlan.ts";
import { rearranged } from "./rearrange.ts";
import { writtenOut } from "./writtenOut.ts";

export class Values implements Elements {
  readonly nest: LoopNest;
  readonly memory: MemoryPlan;
  readonly claims: IndexClaims;
  /** Nodes whose value lies in memory now. */
  readonly #stored: Set<Node>;
  /** Elements of finished reductions, by their position, in registers of the function. */
  readonly #registers = new Map<Node, readonly Local[]>();

  constructor(nest: LoopNest, memory: MemoryPlan, stored: Set<Node>, claims: IndexClaims) {
    this.nest = nest;
    this.claims = claims;
    this.memory = memory;
    this.#stored = stored;
  }

  /** From here on the node is read from its place in memory. */
  markStored(node: Node): void {
    this.#stored.add(node);
  }

  /** Whether the node is read from memory or from registers, not computed in place. */
  isStored(node: Node): boolean {
    return this.#stored.has(node) || this.#registers.has(node);
  }

  /** Hands over the elements of a finished reduction, row-major. */
  keep(node: Node, elements: readonly Local[]): void {
    this.#registers.set(node, elements);
  }

  element(node: Node, indices: readonly Index[]): Bundle {
    const varying = varyingAxes(node);
    const own = indices.map((index, axis) => (varying[axis] ? index : constantIndex(0)));
    const depth = Math.max(0, ...own.map(depthOf));
    const scope = this.nest.at(depth);
    const key = `${node.id}@${own.map(indexKey).join(",")}`;
    const known = scope.values.get(key);
    if (known) return known;
    const value = this.#compute(node, own, scope.emitter, depth);
    scope.values.set(key, value);
    return value;
  }

  #compute(node: Node, indices: readonly Index[], e: Emitter, depth: number): Bundle {
    const kept = this.#registers.get(node);
    if (kept) return this.#fromRegisters(node, kept, indices, e);
    if (this.#stored.has(node)) return this.#load(node, indices, e);
    if (isOp(node, "constant")) return this.#constant(node, indices, e);
    if (isOp(node, "iota")) return emitNumber(this.nest, indices[0] as Index, e);
    if (ELEMENTWISE.has(node.op)) {
      const inputs = node.inputs.map((input) => this.element(input, indices));
      return forEachCopy(inputs, (...one: Local[]) => emitElementwise(e, node, one, depth > 0));
    }
    if (REDUCTIONS.has(node.op)) return writtenOut(this, node, indices, e);
    return rearranged(this, node, indices, e);
  }

  #fromRegisters(node: Node, kept: readonly Local[], indices: readonly Index[], e: Emitter): Bundle {
    if (indices.every(isConstantIndex)) return [kept[positionOf(indices, node.shape)] as Local];
    this.spill(node);
    return this.#load(node, indices, e);
  }

  /**
   * The place of a node in memory. A reduction that is held in registers is written there first, outside all loops: it
   * may have a place before, as outputs do, without being there.
   */
  spill(node: Node): Place {
    const place = this.memory.allocate(node);
    const elements = this.#registers.get(node);
    if (elements && !this.#stored.has(node)) {
      const { emitter } = this.nest.at(0);
      elements.forEach((value, i) => {
        const number = node.dtype === "bool" ? maskToNumber(emitter, value) : value;
        emitter.storeLane(number, 0, null, place.offset + 8 * i);
      });
      this.#stored.add(node);
    }
    return place;
  }

  #constant(node: Node<"constant">, indices: readonly Index[], e: Emitter): Bundle {
    if (!indices.every(isConstantIndex)) return this.#load(node, indices, e);
    const value = e.constF64x2(node.attributes.values[positionOf(indices, node.shape)] as number);
    return [node.dtype === "bool" ? numberToMask(e, value) : value];
  }

  /** The element from memory. */
  #load(node: Node, indices: readonly Index[], e: Emitter): Bundle {
    const place = this.memory.placeOf(node);
    if (!place)
      throw new InternalError(`The value of "${node.op}" is read from memory, where it has no place.`);
    return addressesOf(this.nest, place, indices).map((address) => {
      const value = loadPair(e, address);
      return node.dtype === "bool" ? numberToMask(e, value) : value;
    });
  }
}
