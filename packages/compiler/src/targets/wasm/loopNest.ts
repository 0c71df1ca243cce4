// The loops that are open while code is emitted, with what has been computed in each: a stack of scopes.
import { InternalError } from "../../errors.ts";
import type { Node } from "../../program/node.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import type { Bundle } from "./bundle.ts";
import { constantIndex, type Index, type LanePair, loopIndex } from "./indexExpression.ts";

export interface Scope {
  readonly emitter: Emitter;
  /** The counter, absent for the function itself. */
  readonly counter: Local | null;
  readonly extent: number;
  /** How many pairs of successive elements a round takes, one in each lane; 0 where elements are taken one by one. */
  readonly pairs: number;
  /** A power of two that divides every value of the counter. */
  readonly divisor: number;
  /** Values computed here, by what they are. */
  readonly values: Map<string, Bundle>;
  /** Data whose elements are the same all through a round, at the loop's own indices. */
  readonly same?: Node | undefined;
  readonly lanes: Map<string, Bundle<LanePair>>;
}

/** Counts from `from` while below `to`; where it is computed, `from` is a multiple of the step. */
export interface LoopRange extends Pick<Scope, "extent" | "pairs" | "same"> {
  readonly from: number | Local;
  readonly to: number | Local;
  /** By default one element, or all pairs of a round. */
  readonly step?: number;
  /** Whether the counter goes down from the last element, for loops that start at the first. */
  readonly reverse?: boolean;
}

/** The largest power of two that divides a number; 0 for 0. */
function powerOfTwo(n: number): number {
  return n & -n;
}

export class LoopNest {
  readonly #scopes: Scope[] = [];

  constructor(emitter: Emitter) {
    this.#scopes.push({
      emitter,
      counter: null,
      extent: 1,
      pairs: 0,
      divisor: 1,
      values: new Map(),
      lanes: new Map(),
    });
  }

  /** The number of open loops. */
  get depth(): number {
    return this.#scopes.length - 1;
  }

  get innermost(): Scope {
    return this.at(this.depth);
  }

  at(depth: number): Scope {
    const scope = this.#scopes[depth];
    if (!scope)
      throw new InternalError(
        `Code was emitted at loop depth ${depth}, but only ${this.depth} loops are open.`,
      );
    return scope;
  }

  /** The depth of the vector loop, or 0 when every value is the same in both lanes. */
  get vectorDepth(): number {
    return Math.max(
      0,
      this.#scopes.findIndex((scope) => scope.pairs > 0),
    );
  }

  /** How many pairs a round of the vector loop takes; 1 where no such loop is open. */
  get copies(): number {
    return Math.max(1, this.at(this.vectorDepth).pairs);
  }

  /** Integers that are known at this depth, computed there once: equal keys mean equal integers. */
  lanesAt(depth: number, key: string, make: (scope: Scope) => Bundle<LanePair>): Bundle<LanePair> {
    const scope = this.at(depth);
    const lanes = scope.lanes.get(key) ?? make(scope);
    scope.lanes.set(key, lanes);
    return lanes;
  }

  /** Whether an element of a node is the same all through a round of the vector loop. */
  isSame(node: Node, index: readonly Index[]): boolean {
    const vector = this.vectorDepth;
    const counts = ({ terms, dynamics }: Index) =>
      dynamics.length === 0 && terms.some(({ depth, factor }) => depth === vector && factor === 1);
    return node === this.at(vector).same && index.some(counts);
  }

  /** Has code emitted as if no loop deeper than this one were open: it runs before those. */
  within<T>(depth: number, emit: () => T): T {
    const deeper = this.#scopes.splice(depth + 1);
    const result = emit();
    this.#scopes.push(...deeper);
    return result;
  }

  /** Emits a loop that counts one by one for each extent; the body sees the innermost of them. */
  openAll(
    extents: readonly number[],
    body: (indices: readonly Index[]) => void,
    outer: readonly Index[] = [],
  ): void {
    const [extent, ...rest] = extents;
    if (extent === undefined) body(outer);
    else
      this.open({ from: 0, to: extent, extent, pairs: 0 }, (depth) =>
        this.openAll(rest, body, [...outer, loopIndex(depth)]),
      );
  }

  /**
   * Emits loops as openAll does, of which the last takes several elements in a round: the body sees the indices of each.
   * What is left over is written out as one more body.
   */
  openInRounds(
    extents: readonly number[],
    perRound: number,
    body: (indices: readonly (readonly Index[])[]) => void,
  ): void {
    const extent = extents.at(-1);
    this.openAll(extents.slice(0, -1), (outer) => {
      if (extent === undefined) {
        body([outer]);
        return;
      }
      const whole = extent - (extent % perRound);
      const round = (count: number, index: (i: number) => Index) =>
        body(Array.from({ length: count }, (_, i) => [...outer, index(i)]));
      const range = { from: 0, to: whole, extent, pairs: 0, step: perRound };
      if (whole > 0) this.open(range, (depth) => round(perRound, (i) => loopIndex(depth, i)));
      if (whole < extent) round(extent - whole, (i) => constantIndex(whole + i));
    });
  }

  /** Emits a loop over the numbers below `extent` that `take` gives, in any order, until it gives a negative one. */
  openTaken(extent: number, take: (e: Emitter) => Local, body: (depth: number) => void): void {
    let counter: Local | undefined;
    const more = (e: Emitter): Local => {
      counter = take(e);
      return e.op("i32.ge_s", counter, e.constI32(0));
    };
    this.innermost.emitter.while(more, (emitter) =>
      this.#inside({ emitter, counter: counter as Local, extent, pairs: 0, divisor: 1 }, body),
    );
  }

  /** Emits a loop that counts up to `extent`, and ends before that when what is asked before each round is zero. */
  openWhile(extent: number, goesOn: (e: Emitter) => Local, body: (depth: number) => void): void {
    const { emitter: e } = this.innermost;
    const counter = e.fn.local("i32");
    e.copy(counter, e.constI32(0));
    e.while(
      (test) => test.op("i32.and", goesOn(test), test.op("i32.lt_s", counter, test.constI32(extent))),
      (emitter) => {
        this.#inside({ emitter, counter, extent, pairs: 0, divisor: 1 }, body);
        emitter.opTo(counter, "i32.add", counter, emitter.constI32(1));
      },
    );
  }

  /** Emits a loop inside the innermost one; its body sees one more open loop. */
  open({ from, to, extent, pairs, same, reverse, ...range }: LoopRange, body: (depth: number) => void): void {
    const step = range.step ?? Math.max(1, 2 * pairs);
    this.innermost.emitter.loop({ from, to, step }, (emitter, round) => {
      const counter = reverse ? emitter.op("i32.sub", emitter.constI32(extent - 1), round) : round;
      const divisor = reverse ? 1 : powerOfTwo(typeof from === "number" ? from | step : step);
      this.#inside({ emitter, counter, extent, pairs, divisor, same }, body);
    });
  }

  #inside(loop: Omit<Scope, "values" | "lanes">, body: (depth: number) => void): void {
    this.#scopes.push({ ...loop, values: new Map(), lanes: new Map() });
    body(this.depth);
    this.#scopes.pop();
  }
}
