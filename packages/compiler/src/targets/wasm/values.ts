// Computes single elements: given a node and an index for each axis, emits the code of that element, as deep in the open
// loops as the element really varies, once. Everything that is not stored is computed this way, where it is needed.
import { InternalError } from "../../errors.ts";
import { evaluateNode } from "../../interpreter/evaluate.ts";
import { unitReshape, varyingAxes } from "../../passes/variance.ts";
import { BINDING, isOp, type Node, type Shape } from "../../program/node.ts";
import { ELEMENTWISE, REDUCTIONS } from "../../program/opFamilies.ts";
import { sizeOf, stridesOf } from "../../program/shape.ts";
import { reducedAxes } from "../../schedule/classify.ts";
import { addressOf, emitLanes } from "./addressing.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { emitElementwise, maskToNumber, numberToMask } from "./elementwise.ts";
import type { IndexClaims } from "./indexClaims.ts";
import {
  addIndices, constantIndex, depthOf, divideIndex, dynamicIndex, type Index, indexKey, indexRange, isConstantIndex, scaleIndex,
} from "./indexExpression.ts"; // biome-ignore format: a list
import type { LoopNest } from "./loopNest.ts";
import type { MemoryPlan, Place } from "./memoryPlan.ts";
import { reducers } from "./reducers.ts";

/** Every index tuple of a box, in row-major order. */
export function tuples(extents: readonly number[]): number[][] {
  let result: number[][] = [[]];
  for (const extent of extents) {
    result = result.flatMap((tuple) => Array.from({ length: extent }, (_, i) => [...tuple, i]));
  }
  return result;
}

export class Values {
  readonly nest: LoopNest;
  readonly memory: MemoryPlan;
  /** Nodes whose value lies in memory now. */
  readonly #stored: Set<Node>;
  /** Elements of finished reductions, by their position, in registers of the function. */
  readonly #registers = new Map<Node, readonly Local[]>();

  readonly #claims: IndexClaims;

  constructor(nest: LoopNest, memory: MemoryPlan, stored: Set<Node>, claims: IndexClaims) {
    this.nest = nest;
    this.#claims = claims;
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

  /** The element of `node` at `indices`: a pair of doubles, or a mask for bool. */
  element(node: Node, indices: readonly Index[]): Local {
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

  #compute(node: Node, indices: readonly Index[], e: Emitter, depth: number): Local {
    const kept = this.#registers.get(node);
    if (kept) return this.#fromRegisters(node, kept, indices, e);
    if (this.#stored.has(node)) return this.#load(node, indices, e);
    if (isOp(node, "constant")) return this.#constant(node, indices, e);
    if (isOp(node, "iota")) return this.#number(indices[0] as Index, e);
    if (ELEMENTWISE.has(node.op)) {
      const inputs = node.inputs.map((input) => this.element(input, indices));
      return emitElementwise(e, node, inputs, depth > 0);
    }
    if (REDUCTIONS.has(node.op)) return this.#reduce(node, indices, e);
    return this.#rearranged(node, indices, e);
  }

  #fromRegisters(node: Node, kept: readonly Local[], indices: readonly Index[], e: Emitter): Local {
    if (!indices.every(isConstantIndex)) {
      this.spill(node);
      return this.#load(node, indices, e);
    }
    const strides = stridesOf(node.shape);
    return kept[
      indices.reduce((at, index, axis) => at + index.constant * (strides[axis] as number), 0)
    ] as Local;
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

  #constant(node: Node<"constant">, indices: readonly Index[], e: Emitter): Local {
    const { values } = node.attributes;
    if (!indices.every(isConstantIndex)) return this.#load(node, indices, e);
    const strides = stridesOf(node.shape);
    const at = indices.reduce((sum, index, axis) => sum + index.constant * (strides[axis] as number), 0);
    const value = e.constF64x2(values[at] as number);
    return node.dtype === "bool" ? numberToMask(e, value) : value;
  }

  /** The element from memory. */
  #load(node: Node, indices: readonly Index[], e: Emitter): Local {
    const place = this.memory.placeOf(node);
    if (!place)
      throw new InternalError(`The value of "${node.op}" is read from memory, where it has no place.`);
    const { base, offset, laneStep, second } = addressOf(this.nest, place, indices);
    let value: Local;
    if (laneStep === 8) value = e.load("v128.load", base, offset);
    else {
      value = e.load("v128.load64_splat", base, offset);
      if (laneStep === null) value = e.loadLane(value, 1, second, offset);
      else if (laneStep !== 0) value = this.#loadSecond(value, base, offset + laneStep, e);
    }
    return node.dtype === "bool" ? numberToMask(e, value) : value;
  }

  #loadSecond(first: Local, base: Local | null, offset: number, e: Emitter): Local {
    if (offset >= 0) return e.loadLane(first, 1, base, offset);
    return e.loadLane(first, 1, e.op("i32.add", base as Local, e.constI32(offset)), 0);
  }

  /** An index as a pair of doubles. */
  #number(index: Index, e: Emitter): Local {
    if (isConstantIndex(index)) return e.constF64x2(index.constant);
    const [first, second] = emitLanes(this.nest, index);
    const value = e.op("f64x2.splat", e.op("f64.convert_i32_s", first));
    return first === second ? value : e.op("f64x2.replace_lane 1", value, e.op("f64.convert_i32_s", second));
  }

  /** A short reduction, written out. */
  #reduce(node: Node, indices: readonly Index[], e: Emitter): Local {
    const input = node.inputs[0] as Node;
    const axes = reducedAxes(node);
    const reducer = reducers[node.op as keyof typeof reducers];
    const elements = tuples(axes.map((axis) => input.shape[axis] as number)).map((tuple) => {
      let kept = 0;
      const at = input.shape.map((_, axis) => {
        const position = axes.indexOf(axis);
        return position >= 0 ? constantIndex(tuple[position] as number) : (indices[kept++] as Index);
      });
      return this.element(input, at);
    });
    return reducer.finish(e, reducer.fold(e, elements));
  }

  /** Ops that only choose which element of an input to take. */
  #rearranged(node: Node, indices: readonly Index[], e: Emitter): Local {
    const input = node.inputs[0] as Node;
    if (isOp(node, "broadcast")) {
      const own = indices.slice(indices.length - input.shape.length);
      return this.element(
        input,
        own.map((index, axis) => (input.shape[axis] === 1 ? constantIndex(0) : index)),
      );
    }
    if (isOp(node, "reshape")) return this.element(input, this.#reshaped(input.shape, node.shape, indices));
    if (isOp(node, "transpose")) {
      const own = new Array<Index>(indices.length);
      node.attributes.permutation.forEach((from, axis) => {
        own[from] = indices[axis] as Index;
      });
      return this.element(input, own);
    }
    if (isOp(node, "slice")) {
      const { begin, stride } = node.attributes;
      return this.element(
        input,
        indices.map((index, axis) =>
          addIndices(scaleIndex(index, stride[axis] as number), constantIndex(begin[axis] as number)),
        ),
      );
    }
    if (isOp(node, "gather")) return this.#gather(node, indices, e);
    if (isOp(node, "concat")) return this.#concat(node, indices, e);
    if (isOp(node, "pad")) return this.#pad(node, indices, e);
    throw new InternalError(`The Wasm target cannot compute single elements of "${node.op}".`);
  }

  #reshaped(from: Shape, to: Shape, indices: readonly Index[]): Index[] {
    const unit = unitReshape(to, from);
    if (unit) return unit.map((source) => (source === null ? constantIndex(0) : (indices[source] as Index)));
    const toStrides = stridesOf(to);
    let rest = indices.reduce(
      (sum, index, axis) => addIndices(sum, scaleIndex(index, toStrides[axis] as number)),
      constantIndex(0),
    );
    return stridesOf(from).map((stride) => {
      const [quotient, remainder] = this.#divide(rest, stride);
      rest = remainder;
      return quotient;
    });
  }

  #divide(index: Index, divisor: number): readonly [Index, Index] {
    const exact = divideIndex(index, divisor, (depth) => this.nest.at(depth).extent);
    if (exact) return exact;
    const lanes = emitLanes(this.nest, index);
    const depth = depthOf(index);
    const { emitter } = this.nest.at(depth);
    const by = emitter.constI32(divisor);
    const pair = (instruction: "i32.div_u" | "i32.rem_u", tag: string): Index => {
      const first = emitter.op(instruction, lanes[0], by);
      const second = lanes[0] === lanes[1] ? first : emitter.op(instruction, lanes[1], by);
      return dynamicIndex({ lanes: [first, second], key: `(${indexKey(index)})${tag}${divisor}`, depth });
    };
    return [pair("i32.div_u", "/"), pair("i32.rem_u", "%")];
  }

  /** Both lanes of a number as a dynamic index, cut to [0, extent), with a mask of the lanes that were inside. */
  #checkedIndex(value: Local, key: string, depth: number, extent: number): { index: Index; inside: Local } {
    const e = this.nest.at(depth).emitter;
    const truncated = e.op("f64x2.trunc", value);
    const inside = e.op(
      "v128.and",
      e.op("f64x2.ge", truncated, e.constF64x2(0)),
      e.op("f64x2.lt", truncated, e.constF64x2(extent)),
    );
    const safe = e.op("v128.and", truncated, inside);
    return { index: dynamicIndex({ lanes: this.#lanesOf(safe, depth), key, depth }), inside };
  }

  /** An element of an index array as an index, where it need not be checked. */
  trustedIndex(positions: Node, at: readonly Index[], extent: number): Index | undefined {
    if (!this.#claims.claim(positions, extent)) return undefined;
    const depth = Math.max(0, ...at.map(depthOf));
    const scope = this.nest.at(depth);
    const key = `index:${positions.id}@${at.map(indexKey).join(",")}`;
    let lanes = scope.lanes.get(key);
    if (!lanes) {
      const value = this.element(positions, at);
      lanes = this.#lanesOf(value, depth);
      scope.lanes.set(key, lanes);
    }
    return dynamicIndex({ lanes, key, depth });
  }

  /** Both lanes of a number as integers; one local for both where they are equal. */
  #lanesOf(value: Local, depth: number): readonly [Local, Local] {
    const e = this.nest.at(depth).emitter;
    const first = e.op("i32.trunc_sat_f64_s", e.op("f64x2.extract_lane 0", value));
    const uniform = depth < this.nest.vectorDepth || this.nest.vectorDepth === 0;
    return [first, uniform ? first : e.op("i32.trunc_sat_f64_s", e.op("f64x2.extract_lane 1", value))];
  }

  /** An element of the table at a computed index; NaN where the index is out of range. */
  #gather(node: Node<"gather">, indices: readonly Index[], e: Emitter): Local {
    const [table, positions] = node.inputs as unknown as [Node, Node];
    const { axis } = node.attributes;
    const rank = positions.shape.length;
    const at = indices.slice(axis, axis + rank);
    const known = this.#knownIndex(positions, at);
    if (known !== undefined && known >= 0 && known < (table.shape[axis] as number)) {
      return this.element(table, [
        ...indices.slice(0, axis),
        constantIndex(known),
        ...indices.slice(axis + rank),
      ]);
    }
    const trusted = this.trustedIndex(positions, at, table.shape[axis] as number);
    if (trusted)
      return this.element(table, [...indices.slice(0, axis), trusted, ...indices.slice(axis + rank)]);
    const depth = Math.max(0, ...at.map(depthOf));
    const value = this.element(positions, at);
    const key = `${node.id}@${at.map(indexKey).join(",")}`;
    const { index, inside } = this.#checkedIndex(value, key, depth, table.shape[axis] as number);
    const found = this.element(table, [...indices.slice(0, axis), index, ...indices.slice(axis + rank)]);
    return e.op("v128.bitselect", found, e.constF64x2(Number.NaN), inside);
  }

  #knownIndex(positions: Node, at: readonly Index[]): number | undefined {
    if (positions.binding !== BINDING.constant || !at.every(isConstantIndex)) return undefined;
    const strides = stridesOf(positions.shape);
    const values = evaluateNode(positions);
    return values[at.reduce((sum, index, axis) => sum + index.constant * (strides[axis] as number), 0)];
  }

  /** The index less `start`, cut to [0, extent), and a mask of where no cut was needed; null for everywhere. */
  #window(index: Index, start: number, extent: number): { index: Index; inside: Local | null } | undefined {
    const moved = addIndices(index, constantIndex(-start));
    if (moved.dynamics.length === 0) {
      const [low, high] = indexRange(moved, (depth) => this.nest.at(depth).extent);
      if (low >= 0 && high < extent) return { index: moved, inside: null };
      if (high < 0 || low >= extent) return undefined;
    }
    const depth = depthOf(moved);
    const value = this.#number(moved, this.nest.at(depth).emitter);
    return this.#checkedIndex(value, `window(${indexKey(moved)},${extent})`, depth, extent);
  }

  #concat(node: Node<"concat">, indices: readonly Index[], e: Emitter): Local {
    const { axis } = node.attributes;
    let start = 0;
    let result: Local | undefined;
    for (const part of node.inputs) {
      const extent = part.shape[axis] as number;
      const window = this.#window(indices[axis] as Index, start, extent);
      start += extent;
      if (!window) continue;
      const value = this.element(part, indices.with(axis, window.index));
      result = window.inside && result ? e.op("v128.bitselect", value, result, window.inside) : value;
    }
    return result as Local;
  }

  #pad(node: Node<"pad">, indices: readonly Index[], e: Emitter): Local {
    const input = node.inputs[0] as Node;
    const { before, value } = node.attributes;
    const outside = node.dtype === "bool" ? numberToMask(e, e.constF64x2(value)) : e.constF64x2(value);
    const windows = indices.flatMap(
      (index, axis) => this.#window(index, before[axis] as number, input.shape[axis] as number) ?? [],
    );
    if (windows.length < indices.length || sizeOf(input.shape) === 0) return outside;
    const found = this.element(
      input,
      windows.map((window) => window.index),
    );
    return windows.reduce(
      (result, { inside }) => (inside ? e.op("v128.bitselect", result, outside, inside) : result),
      found,
    );
  }
}
