// Emits one kernel: opens its loops, computes the elements of every root in the innermost one, closes what was accumulated.
import { InternalError } from "../../errors.ts";
import type { Node } from "../../program/node.ts";
import { dropAxes, sizeOf, stridesOf } from "../../program/shape.ts";
import { reducedAxes } from "../../schedule/classify.ts";
import type { Kernel, Root } from "../../schedule/schedule.ts";
import { type Accumulator, makeAccumulator } from "./accumulator.ts";
import { addressOf } from "./addressing.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import { bodyLength } from "./bodyLength.ts";
import { maskToNumber } from "./elementwise.ts";
import { constantIndex, type Index, loopIndex } from "./indexExpression.ts";
import { longestAxisFirst, type Place } from "./memoryPlan.ts";
import { emitRoutine } from "./routines.ts";
import { tuples, type Values } from "./values.ts";

/** Bodies of at most this many instructions are repeated within a round of the loop, so that more work is in flight. */
const UNROLL_BY: readonly (readonly [instructions: number, copies: number])[] = [
  [40, 4],
  [140, 2],
];

/** How many elements of the vector loop one pass of the body covers. */
type Pass = { readonly kind: "pair"; readonly copy: number } | { readonly kind: "single" };

/** Index tuples of the axes that are not loops, each completed by the indices of the loops. */
function elementIndices(root: Root, axes: readonly number[], loops: readonly Index[]): Index[][] {
  const written = axes.filter((axis) => !root.loopAxes.includes(axis));
  return tuples(written.map((axis) => root.space[axis] as number)).map((tuple) => {
    const indices = root.space.map(() => constantIndex(0));
    written.forEach((axis, i) => {
      indices[axis] = constantIndex(tuple[i] as number);
    });
    root.loopAxes.forEach((axis, i) => {
      indices[axis] = loops[i] as Index;
    });
    return indices;
  });
}

class KernelEmitter {
  readonly #values: Values;
  readonly #kernel: Kernel;
  readonly #accumulators = new Map<Root, Accumulator[]>();
  /** Where accumulated totals are set up: outside every loop. */
  readonly #outside: Emitter;

  constructor(values: Values, kernel: Kernel) {
    this.#values = values;
    this.#kernel = kernel;
    this.#outside = values.nest.innermost.emitter;
  }

  emit(): void {
    for (const root of this.#kernel.roots) {
      if (root.kind === "scatter") this.#clear(root.node);
      else if (root.kind !== "accumulate") this.#place(root.node);
    }
    this.#outer([]);
    for (const root of this.#kernel.roots) {
      if (root.kind === "accumulate") this.#finish(root);
      else this.#values.markStored(root.node);
    }
  }

  #place(node: Node): Place {
    return this.#values.memory.allocate(node, longestAxisFirst(node.shape));
  }

  #clear(node: Node): void {
    const { offset } = this.#place(node);
    const e = this.#outside;
    const bytes = 8 * sizeOf(node.shape);
    e.effect("memory.fill", e.constI32(offset), e.constI32(0), e.constI32(bytes));
  }

  /** All loops but the innermost count one by one. */
  #outer(indices: readonly Index[]): void {
    const { loops } = this.#kernel;
    const level = indices.length;
    const extent = loops[level];
    if (extent === undefined) {
      this.#pass({ kind: "single" }, indices);
      return;
    }
    if (level === loops.length - 1) {
      this.#innermost(extent, indices);
      return;
    }
    this.#values.nest.open({ from: 0, to: extent, step: 1, extent, vector: false }, (depth) =>
      this.#outer([...indices, loopIndex(depth)]),
    );
  }

  /** The vector loop: pairs of elements, several at a time while the body is short; then what is left over. */
  #innermost(extent: number, outer: readonly Index[]): void {
    const { nest } = this.#values;
    const pairs = Math.floor(extent / 2) * 2;
    let covered = 0;
    let copies = 1;
    const run = (to: number, step: number, body: (depth: number) => void) =>
      nest.open({ from: covered, to, step, extent, vector: true }, body);
    const length = bodyLength(this.#kernel, (node) => this.#values.isStored(node));
    for (const [limit, by] of UNROLL_BY) if (copies === 1 && length <= limit && pairs >= 2 * by) copies = by;
    const whole = Math.floor(pairs / (2 * copies)) * 2 * copies;
    for (const [to, by] of [
      [whole, copies],
      [pairs, 1],
    ] as const) {
      if (to <= covered) continue;
      run(to, 2 * by, (depth) => {
        for (let copy = 0; copy < by; copy++)
          this.#pass({ kind: "pair", copy }, [...outer, loopIndex(depth, 2 * copy)]);
        this.#endRound();
      });
      covered = to;
    }
    if (extent % 2 === 1) this.#pass({ kind: "single" }, [...outer, constantIndex(extent - 1)]);
  }

  #endRound(): void {
    const { emitter } = this.#values.nest.innermost;
    for (const accumulators of this.#accumulators.values())
      for (const one of accumulators) one.endRound(emitter);
  }

  /** Computes the elements of every root for one position of the loops. */
  #pass(pass: Pass, loops: readonly Index[]): void {
    for (const root of this.#kernel.roots) {
      if (root.kind === "accumulate") this.#accumulate(root, pass, loops);
      else if (root.kind === "store") this.#store(root, pass, loops);
      else if (root.kind === "scatter") this.#scatter(root, pass, loops);
      else if (root.kind === "inLoop") this.#reduceInLoop(root, pass, loops);
      else emitRoutine(this.#values, root.node);
    }
  }

  #accumulate(root: Root, pass: Pass, loops: readonly Index[]): void {
    const accumulators = this.#accumulatorsOf(root);
    const reduced = reducedAxes(root.node);
    const input = root.node.inputs[0] as Node;
    const kept = root.space.flatMap((_, axis) => (reduced.includes(axis) ? [] : [axis]));
    const keptStrides = stridesOf(kept.map((axis) => root.space[axis] as number));
    for (const indices of elementIndices(
      root,
      root.space.map((_, axis) => axis),
      loops,
    )) {
      const position = kept.reduce(
        (sum, axis, i) => sum + (indices[axis] as Index).constant * (keptStrides[i] as number),
        0,
      );
      const element = this.#values.element(input, indices);
      const { emitter } = this.#values.nest.innermost;
      const accumulator = accumulators[position] as Accumulator;
      if (pass.kind === "pair") accumulator.add(emitter, pass.copy, element);
      else accumulator.addSingle(emitter, element);
    }
  }

  #accumulatorsOf(root: Root): Accumulator[] {
    let made = this.#accumulators.get(root);
    if (!made) {
      const extents = (axes: readonly number[]) => axes.map((axis) => root.space[axis] as number);
      const looped = sizeOf(extents(root.loopAxes));
      const reduced = sizeOf(extents(reducedAxes(root.node)));
      const size = sizeOf(dropAxes(root.space, reducedAxes(root.node)));
      made = Array.from({ length: size }, () =>
        makeAccumulator(root.node, this.#outside, looped, reduced / looped),
      );
      this.#accumulators.set(root, made);
    }
    return made;
  }

  #finish(root: Root): void {
    const e = this.#outside;
    this.#values.keep(
      root.node,
      this.#accumulatorsOf(root).map((accumulator) => accumulator.total(e)),
    );
  }

  #store(root: Root, pass: Pass, loops: readonly Index[]): void {
    for (const indices of elementIndices(
      root,
      root.space.map((_, axis) => axis),
      loops,
    )) {
      this.#write(root.node, indices, this.#values.element(root.node, indices), pass);
    }
  }

  #write(node: Node, indices: readonly Index[], value: Local, pass: Pass): void {
    const { nest } = this.#values;
    const { emitter: e } = nest.innermost;
    const { base, offset, laneStep, second } = addressOf(nest, this.#place(node), indices);
    const number = node.dtype === "bool" ? maskToNumber(e, value) : value;
    if (pass.kind === "single") e.storeLane(number, 0, base, offset);
    else if (laneStep === 8) e.store("v128.store", base, offset, number);
    else {
      e.storeLane(number, 0, base, offset);
      if (laneStep === null) e.storeLane(number, 1, second, offset);
      else if (offset + laneStep >= 0) e.storeLane(number, 1, base, offset + laneStep);
      else throw new InternalError("A store would lie before the start of memory.");
    }
  }

  /** Adds each lane in turn, so that two lanes may hit the same place. */
  #scatter(root: Root, pass: Pass, loops: readonly Index[]): void {
    const [updates, positions] = root.node.inputs as unknown as [Node, Node];
    const { axis } = root.node.attributes as { axis: number };
    const rank = positions.shape.length;
    for (const indices of elementIndices(
      root,
      root.space.map((_, i) => i),
      loops,
    )) {
      const at = indices.slice(axis, axis + rank);
      const trusted = this.#values.trustedIndex(positions, at, root.node.shape[axis] as number);
      const update = this.#values.element(updates, indices);
      const lanes = pass.kind === "single" ? ([0] as const) : ([0, 1] as const);
      if (trusted) {
        this.#addTrusted(
          root.node,
          [...indices.slice(0, axis), trusted, ...indices.slice(axis + rank)],
          update,
          lanes,
        );
        continue;
      }
      const position = this.#values.element(positions, at);
      for (const lane of lanes) this.#addAt(root.node, axis, rank, indices, position, update, lane);
    }
  }

  /** Adds each lane to the element at its index. */
  #addTrusted(node: Node, indices: readonly Index[], update: Local, lanes: readonly (0 | 1)[]): void {
    const { nest } = this.#values;
    const { emitter: e } = nest.innermost;
    const { base, offset, laneStep, second } = addressOf(nest, this.#place(node), indices);
    for (const lane of lanes) {
      const start = lane === 1 && laneStep === null ? second : base;
      const at = offset + lane * (laneStep ?? 0);
      const sum = e.op("f64.add", e.load("f64.load", start, at), e.op(`f64x2.extract_lane ${lane}`, update));
      e.store("f64.store", start, at, sum);
    }
  }

  #addAt(
    node: Node,
    axis: number,
    rank: number,
    indices: readonly Index[],
    position: Local,
    update: Local,
    lane: 0 | 1,
  ): void {
    const { nest } = this.#values;
    const { emitter: e } = nest.innermost;
    const place = this.#place(node);
    const target = e.op("i32.trunc_sat_f64_s", e.op(`f64x2.extract_lane ${lane}`, position));
    const rest = [...indices.slice(0, axis), constantIndex(0), ...indices.slice(axis + rank)];
    const { base, offset, laneStep } = addressOf(nest, place, rest);
    const along = e.op("i32.mul", target, e.constI32(8 * (place.strides[axis] as number)));
    const start = base ? e.op("i32.add", base, along) : along;
    const inside = e.op("i32.lt_u", target, e.constI32(node.shape[axis] as number));
    e.if(inside, (then) => {
      const at = offset + lane * (laneStep ?? 0);
      const sum = then.op(
        "f64.add",
        then.load("f64.load", start, at),
        then.op(`f64x2.extract_lane ${lane}`, update),
      );
      then.store("f64.store", start, at, sum);
    });
  }

  /** A reduction whose own loops run inside, for each element that is kept. */
  #reduceInLoop(root: Root, pass: Pass, loops: readonly Index[]): void {
    const { node } = root;
    const input = node.inputs[0] as Node;
    const reduced = reducedAxes(node);
    for (const kept of elementIndices(
      root,
      root.space.map((_, axis) => axis),
      loops,
    )) {
      const accumulator = makeAccumulator(
        node,
        this.#values.nest.innermost.emitter,
        Number.POSITIVE_INFINITY,
        1,
      );
      this.#inner(
        reduced.map((axis) => input.shape[axis] as number),
        [],
        (inner) => {
          let next = 0;
          const indices = input.shape.map((_, axis) => {
            const position = reduced.indexOf(axis);
            return position >= 0 ? (inner[position] as Index) : (kept[next++] as Index);
          });
          const element = this.#values.element(input, indices);
          const { emitter } = this.#values.nest.innermost;
          accumulator.add(emitter, 0, element);
          accumulator.endRound(emitter);
        },
      );
      this.#write(node, kept, accumulator.lanes(this.#values.nest.innermost.emitter), pass);
    }
  }

  #inner(
    extents: readonly number[],
    indices: readonly Index[],
    body: (indices: readonly Index[]) => void,
  ): void {
    const [extent, ...rest] = extents;
    if (extent === undefined) {
      body(indices);
      return;
    }
    this.#values.nest.open({ from: 0, to: extent, step: 1, extent, vector: false }, (depth) =>
      this.#inner(rest, [...indices, loopIndex(depth)], body),
    );
  }
}

export function emitKernel(values: Values, kernel: Kernel): void {
  new KernelEmitter(values, kernel).emit();
}
