// Emits a loop over steps. Small carries live in registers; large ones in memory, where each step writes the next beside
// the present one. Slices of xs are read where they lie, and what steps yield is written where it stays.
import { InternalError } from "../../../errors.ts";
import { byRole } from "../../../program/body.ts";
import { isOp, type Node, type Shape } from "../../../program/node.ts";
import { sizeOf } from "../../../program/shape.ts";
import type { Kernel, Root, Step } from "../../../schedule/schedule.ts";
import { type Address, addressesOf, loadPair, storePair } from "../addressing.ts";
import type { Emitter, Local } from "../assembler/index.ts";
import { addIndices, constantIndex, type Index, loopIndex, scaleIndex } from "../indexExpression.ts";
import { fromNumber, toNumber } from "../masks.ts";
import type { Place } from "../memoryPlan.ts";
import { operandOf } from "../operandOf.ts";
import { partPlaces } from "../partPlaces.ts";
import { tuples } from "../tuples.ts";
import type { Values } from "../values.ts";
import type { RootEmitter } from "./rootEmitter.ts";

/** What is at one step of a stack. */
function sliceOf(place: Place, step: Index): Place {
  const [stride, ...strides] = place.strides as [number, ...number[]];
  const start = addIndices(place.start ?? constantIndex(0), scaleIndex(step, stride));
  return { offset: place.offset, strides, start };
}

/** Copies so many doubles; a call of the engine's own copy costs as much as a few dozen of them. */
function copyDoubles(e: Emitter, from: number, to: number, count: number): void {
  if (count > 32) {
    e.effect("memory.copy", e.constI32(to), e.constI32(from), e.constI32(8 * count));
    return;
  }
  for (let i = 0; i + 1 < count; i += 2)
    e.store("v128.store", null, to + 8 * i, e.load("v128.load", null, from + 8 * i));
  if (count % 2 === 1)
    e.store("f64.store", null, to + 8 * (count - 1), e.load("f64.load", null, from + 8 * (count - 1)));
}

export class ScanRoot implements RootEmitter {
  readonly #values: Values;
  readonly #node: Node<"scan">;
  readonly #step: Step;
  readonly #parts: readonly Place[];
  readonly #emitKernel: (values: Values, kernel: Kernel) => void;
  #operands: readonly Place[] = [];
  /** The registers of each small carry, by its argument. */
  readonly #registers = new Map<Node, Local[]>();

  constructor(values: Values, { node, step }: Root, emitKernel: (values: Values, kernel: Kernel) => void) {
    if (!isOp(node, "scan") || !step) throw new InternalError(`"${node.op}" was scheduled as a loop.`);
    this.#values = values;
    this.#node = node;
    this.#step = step;
    this.#emitKernel = emitKernel;
    this.#parts = partPlaces(values.memory, node);
  }

  prepare(): void {
    this.#operands = this.#node.inputs.map((input) => operandOf(this.#values, input).place);
  }

  get #carries() {
    const { body, carries } = this.#node.attributes;
    return body.arguments.slice(0, carries).map((argument, k) => {
      const next = this.#step.outputs[k] as Node;
      return { argument, next, place: this.#parts[k] as Place, kept: this.#step.kept.has(next) };
    });
  }

  elements(): void {
    const { nest } = this.#values;
    const { length, reverse, while: flag } = this.#node.attributes;
    this.#carries.forEach((carry, k) => {
      const init = this.#operands[k] as Place;
      if (carry.kept) this.#registers.set(carry.argument, this.#load(init, carry.argument));
      else this.#copyElements(init, carry.place, carry.argument.shape);
    });
    const round = (depth: number) => {
      const inner = this.#place(loopIndex(depth));
      for (const kernel of this.#step.phase.kernels) this.#emitKernel(inner, kernel);
      this.#moveOn(inner);
    };
    if (flag === undefined) nest.open({ from: 0, to: length, extent: length, pairs: 0, reverse }, round);
    else nest.openWhile(length, (e) => e.op("v128.any_true", this.#flag(flag)), round);
    for (const { argument, place, kept } of this.#carries) if (kept) this.#store(argument, place);
  }

  /** The register of a carry that is one truth value. */
  #flag(carry: number): Local {
    const argument = this.#node.attributes.body.arguments[carry] as Node;
    return (this.#registers.get(argument) as Local[])[0] as Local;
  }

  /** Puts the arguments and results of a step in their places. */
  #place(step: Index): Values {
    const { memory } = this.#values;
    const { attributes } = this.#node;
    const args = byRole(attributes, attributes.body.arguments);
    const operands = byRole(attributes, this.#operands);
    args.xs.forEach((x, i) => {
      memory.put(x, sliceOf(operands.xs[i] as Place, step));
    });
    args.closed.forEach((one, i) => {
      memory.put(one, operands.closed[i] as Place);
    });
    this.#step.outputs.slice(attributes.carries).forEach((output, j) => {
      memory.put(output, sliceOf(this.#parts[attributes.carries + j] as Place, step));
    });
    const large = this.#carries.filter(({ kept }) => !kept);
    for (const { argument, next, place } of large) {
      memory.put(argument, place);
      memory.allocate(next, { strides: place.strides });
    }
    const stored = [...args.xs, ...args.closed, ...large.map(({ argument }) => argument)];
    const values = this.#values.ofStep(stored, args.closed);
    for (const [argument, registers] of this.#registers) values.keep(argument, registers);
    return values;
  }

  /** The next carry takes the place of the present one, once everything that reads that one is done. */
  #moveOn(values: Values): void {
    const { emitter: e } = values.nest.innermost;
    const moves = this.#carries.flatMap(({ argument, next }) =>
      (this.#registers.get(argument) ?? []).map((register, i) => {
        const tuple = tuples(next.shape)[i] as number[];
        return [register, values.element(next, tuple.map(constantIndex))[0] as Local] as const;
      }),
    );
    for (const { next, place, kept } of this.#carries) {
      if (kept) continue;
      copyDoubles(e, values.memory.allocate(next).offset, place.offset, sizeOf(next.shape));
    }
    this.#assign(moves);
  }

  /** All at once: a register that is read for another is copied first. */
  #assign(moves: readonly (readonly [Local, Local])[]): void {
    const { emitter: e } = this.#values.nest.innermost;
    const targets = new Set(moves.map(([target]) => target));
    const sources = moves.map(([target, source]) => {
      if (source === target || !targets.has(source)) return source;
      const copy = e.fn.local("v128");
      e.copy(copy, source);
      return copy;
    });
    moves.forEach(([target], i) => {
      const source = sources[i] as Local;
      if (source !== target) e.copy(target, source);
    });
  }

  #load(place: Place, { shape, dtype }: Node): Local[] {
    const { nest } = this.#values;
    const { emitter: e } = nest.innermost;
    return tuples(shape).map((tuple) => {
      const [address] = addressesOf(nest, place, tuple.map(constantIndex)) as [Address];
      const register = e.fn.local("v128");
      e.copy(register, fromNumber(e, dtype, loadPair(e, address)));
      return register;
    });
  }

  #store(argument: Node, place: Place): void {
    const { emitter: e } = this.#values.nest.innermost;
    (this.#registers.get(argument) as Local[]).forEach((register, i) => {
      e.storeLane(toNumber(e, argument.dtype, register), 0, null, place.offset + 8 * i);
    });
  }

  #copyElements(from: Place, to: Place, shape: Shape): void {
    const { nest } = this.#values;
    nest.openAll(shape, (indices) => {
      const { emitter: e } = nest.innermost;
      const [source] = addressesOf(nest, from, indices) as [Address];
      const [target] = addressesOf(nest, to, indices) as [Address];
      storePair(e, target, loadPair(e, source), true);
    });
  }

  endRound(): void {}

  finish(): void {
    this.#values.markStored(this.#node);
  }
}
