// Computes single elements: given a node and an index for each axis, emits the code of that element, as deep in the open
// loops as the element really varies, once. Everything that is not stored is computed this way, where it is needed.
import { InternalError } from "../../errors.ts";
import { varyingAxes } from "../../passes/variance.ts";
import { isOp, type Node } from "../../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../../program/opFamilies.ts";
import { isRolled } from "../../schedule/rolled.ts";
import { addressesOf, firstOf, loadPair } from "./addressing.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { type Bundle, forEachCopy } from "./bundle.ts";
import type { Elements } from "./elements.ts";
import { emitElementwise } from "./elementwise.ts";
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
import { fromNumber, toNumber } from "./masks.ts";
import type { MemoryPlan, Place } from "./memoryPlan.ts";
import { rearranged } from "./rearrange.ts";
import { rolled } from "./rolled.ts";
import { writtenOut } from "./writtenOut.ts";

/** Which part of a kernel is at hand, of so many that may be computed at the same time. */
export interface Part {
  readonly index: Index;
  readonly count: number;
}

export class Values implements Elements {
  readonly nest: LoopNest;
  readonly memory: MemoryPlan;
  readonly claims: IndexClaims;
  /** Memory that one part uses by itself is there for each. */
  readonly part: Part = { index: constantIndex(0), count: 1 };
  /** Nodes whose value lies in memory now. */
  readonly #stored: Set<Node>;
  /** Elements of finished reductions, by their position, in registers of the function. */
  readonly #registers = new Map<Node, readonly Local[]>();

  /** How many loops were open when work began: what depends on no loop of a kernel is computed in the innermost of them. */
  readonly #base: number;
  /** Of nodes that do not change from round to round of that loop, the depth at which they are fixed. */
  readonly #fixed: ReadonlyMap<Node, number>;

  constructor(
    nest: LoopNest,
    memory: MemoryPlan,
    stored: Set<Node>,
    claims: IndexClaims,
    fixed: ReadonlyMap<Node, number> = new Map(),
  ) {
    this.nest = nest;
    this.claims = claims;
    this.memory = memory;
    this.#stored = stored;
    this.#base = nest.depth;
    this.#fixed = fixed;
  }

  /** The values of one step of a loop that has just been opened, which come to an end with it. */
  ofStep(stored: Iterable<Node>, fixed: Iterable<Node>): Values {
    const depths = new Map([...fixed].map((node) => [node, this.#base] as const));
    return new Values(this.nest, this.memory, new Set(stored), this.claims, depths);
  }

  depthOf(node: Node, indices: readonly Index[]): number {
    return Math.max(this.#fixed.get(node) ?? this.#base, ...indices.map(depthOf));
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
    const depth = this.depthOf(node, own);
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
    if (REDUCTIONS.has(node.op)) {
      if (!isRolled(node)) return writtenOut(this, node, indices, e);
      return this.nest.within(depth, () => rolled(this, node, indices));
    }
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
      const { emitter } = this.nest.at(this.#base);
      elements.forEach((value, i) => {
        emitter.storeLane(toNumber(emitter, node.dtype, value), 0, null, place.offset + 8 * i);
      });
      this.#stored.add(node);
    }
    return place;
  }

  /** Writes to memory what is in registers, and gives all that now lies there. */
  spillAll(): ReadonlySet<Node> {
    for (const node of this.#registers.keys()) this.spill(node);
    return this.#stored;
  }

  #constant(node: Node<"constant">, indices: readonly Index[], e: Emitter): Bundle {
    if (!indices.every(isConstantIndex)) return this.#load(node, indices, e);
    const value = e.constF64x2(node.attributes.values[positionOf(indices, node.shape)] as number);
    return [fromNumber(e, node.dtype, value)];
  }

  /** The element from memory. */
  #load(node: Node, indices: readonly Index[], e: Emitter): Bundle {
    const place = this.memory.placeOf(node);
    if (!place)
      throw new InternalError(`The value of "${node.op}" is read from memory, where it has no place.`);
    const addresses = addressesOf(this.nest, place, indices);
    const own = this.nest.isSame(node, indices) ? firstOf(addresses) : addresses;
    return own.map((address) => fromNumber(e, node.dtype, loadPair(e, address)));
  }
}
