// A reduction that runs over the loops of a kernel: the registers it needs, and how its elements go in and come out.
import { isOp, type Node } from "../../program/node.ts";
import type { Emitter, Local } from "./assembler/index.ts";
import type { Bundle } from "./bundle.ts";
import { emitMath } from "./mathCode.ts";
import { type Reducer, reducers } from "./reducers.ts";

/** How often 1 must be doubled to reach x. */
function doublings(x: number): number {
  let count = 0;
  for (let power = 1; power < x; power *= 2) count++;
  return count;
}

/** A product of this many factors in [low, high] stays within the normal doubles. */
function safeFactors(bounds: readonly [number, number] | undefined): number {
  if (!bounds || !(bounds[0] > 0) || !Number.isFinite(bounds[1])) return 0;
  return Math.floor(1000 / Math.max(1, doublings(bounds[1]), doublings(1 / bounds[0])));
}

/**
 * Running totals of one element of a reduction, or of one for each copy of the loop body. Elements come as many at a time as
 * the body has copies; a reduction may keep a total for each, so that successive additions do not wait for one another.
 */
export interface Accumulator {
  add(e: Emitter, elements: readonly Local[]): void;
  /** Adds the first lane only. */
  addSingle(e: Emitter, element: Local): void;
  /** Called at the end of each round of a loop. */
  endRound(e: Emitter): void;
  /** Each total, each lane by itself. */
  lanes(e: Emitter): Bundle;
  /** The total of all totals and both lanes, in both lanes. */
  total(e: Emitter): Local;
}

/** Lane 0 of a value, and the identity in lane 1. */
export function firstLane(e: Emitter, value: Local, identity: Local): Local {
  return e.shuffle(value, identity, [0, 2]);
}

/** The end of a reduction whose lanes are two totals of the same element. */
export function bothLanes(e: Emitter, reducer: Reducer, total: Local): Local {
  const [first, second] = ([0, 1] as const).map((lane) => e.shuffle(total, total, [lane, lane]));
  return reducer.finish(e, reducer.combine(e, first as Local, second as Local));
}

/** Totals in registers that are set up outside of the loops. */
function makeTotals(count: number, outside: Emitter, identity: Local): Local[] {
  return Array.from({ length: count }, () => {
    const total = outside.fn.local("v128");
    outside.copy(total, identity);
    return total;
  });
}

class Running implements Accumulator {
  readonly #reducer: Reducer;
  readonly #totals: readonly Local[];

  constructor(reducer: Reducer, outside: Emitter, totals: number) {
    this.#reducer = reducer;
    this.#totals = makeTotals(totals, outside, reducer.identity(outside));
  }

  add(e: Emitter, elements: readonly Local[]): void {
    this.#totals.forEach((total, i) => {
      const own = elements.filter((_, copy) => copy % this.#totals.length === i);
      if (own.length > 0) e.copy(total, this.#reducer.combine(e, total, this.#reducer.fold(e, own)));
    });
  }

  addSingle(e: Emitter, element: Local): void {
    this.add(e, [firstLane(e, element, this.#reducer.identity(e))]);
  }

  endRound(): void {}

  /** Hands over the logarithm of every product so far, and starts again from 1. */
  flush(e: Emitter): Local[] {
    return this.#totals.map((total) => {
      const log = emitMath(e, "log", [total], false);
      e.copy(total, this.#reducer.identity(e));
      return log;
    });
  }

  lanes(e: Emitter): Bundle {
    return this.#totals.map((total) => this.#reducer.finish(e, total));
  }

  total(e: Emitter): Local {
    return bothLanes(e, this.#reducer, this.#reducer.fold(e, this.#totals));
  }
}

/**
 * The sum of logarithms of bounded factors: factors are multiplied, and a logarithm is taken only before the product could
 * leave the normal doubles (research: at most 1.4e-15 relative error in the total).
 */
class LogProduct implements Accumulator {
  readonly #product: Running;
  readonly #sum: Running;
  readonly #outside: Emitter;
  readonly #roundsPerFlush: number;
  #rounds: Local | undefined;

  constructor(outside: Emitter, totals: number, roundsPerFlush: number) {
    this.#outside = outside;
    this.#product = new Running({ ...reducers.logProd, finish: (_, total) => total }, outside, totals);
    this.#sum = new Running(reducers.sum, outside, totals);
    this.#roundsPerFlush = roundsPerFlush;
  }

  add(e: Emitter, elements: readonly Local[]): void {
    this.#product.add(e, elements);
  }

  addSingle(e: Emitter, element: Local): void {
    this.#sum.addSingle(e, emitMath(e, "log", [element], false));
  }

  endRound(e: Emitter): void {
    if (this.#roundsPerFlush === Number.POSITIVE_INFINITY) return;
    if (!this.#rounds) {
      this.#rounds = this.#outside.fn.local("i32");
      this.#outside.copy(this.#rounds, this.#outside.constI32(0));
    }
    const rounds = this.#rounds;
    e.opTo(rounds, "i32.add", rounds, e.constI32(1));
    e.if(e.op("i32.ge_s", rounds, e.constI32(this.#roundsPerFlush)), (inside) => {
      this.#flush(inside);
      inside.copy(rounds, inside.constI32(0));
    });
  }

  #flush(e: Emitter): void {
    this.#sum.add(e, this.#product.flush(e));
  }

  lanes(e: Emitter): Bundle {
    this.#flush(e);
    return this.#sum.lanes(e);
  }

  total(e: Emitter): Local {
    this.#flush(e);
    return this.#sum.total(e);
  }
}

/** Products outside of this interval, and its reciprocal's, are not trusted to stay normal. */
const HUGE = 2 ** 1000;
const TINY = 2 ** -1000;

/**
 * The sum of logarithms of factors of which nothing is known: before a product would leave the trusted interval, its
 * logarithm and that of the factor (which may be 0, negative, infinite or NaN) are taken, and the next product starts
 * from 1. A product is therefore always positive, and a negative factor always seen.
 */
class CheckedLogProduct implements Accumulator {
  readonly #products: readonly Local[];
  readonly #sum: Running;

  constructor(outside: Emitter, totals: number) {
    this.#products = makeTotals(totals, outside, outside.constF64x2(1));
    this.#sum = new Running(reducers.sum, outside, totals);
  }

  add(e: Emitter, elements: readonly Local[]): void {
    const next = [...this.#products];
    const trusted = elements.map((element, copy) => {
      const at = copy % next.length;
      const product = e.op("f64x2.mul", next[at] as Local, element);
      next[at] = product;
      const above = e.op("f64x2.gt", product, e.constF64x2(TINY));
      return e.op("v128.and", above, e.op("f64x2.lt", product, e.constF64x2(HUGE)));
    });
    e.if(
      e.op("i64x2.all_true", reducers.all.fold(e, trusted)),
      (inside) => {
        this.#products.forEach((product, i) => {
          inside.copy(product, next[i] as Local);
        });
      },
      (inside) => {
        this.#putAway(inside);
        this.#sum.add(
          inside,
          elements.map((element) => emitMath(inside, "log", [element], false)),
        );
      },
    );
  }

  addSingle(e: Emitter, element: Local): void {
    this.#sum.addSingle(e, emitMath(e, "log", [element], false));
  }

  endRound(): void {}

  /** Adds the logarithm of every product to the sum, and starts again from 1. */
  #putAway(e: Emitter): void {
    this.#sum.add(
      e,
      this.#products.map((product) => emitMath(e, "log", [product], false)),
    );
    for (const product of this.#products) e.copy(product, e.constF64x2(1));
  }

  lanes(e: Emitter): Bundle {
    this.#putAway(e);
    return this.#sum.lanes(e);
  }

  total(e: Emitter): Local {
    this.#putAway(e);
    return this.#sum.total(e);
  }
}

/** How long a reduction runs. */
export interface Course {
  /** How many totals are kept side by side. */
  readonly totals: number;
  /** Rounds of the loop in all. */
  readonly rounds: number;
  /** How many factors go into one total in a round. */
  readonly perRound: number;
}

/** @param outside where totals are set up, before every loop */
export function makeAccumulator(
  node: Node,
  outside: Emitter,
  { totals, rounds, perRound }: Course,
): Accumulator {
  if (!isOp(node, "logProd")) return new Running(reducers[node.op as keyof typeof reducers], outside, totals);
  const safe = Math.floor(safeFactors(node.attributes.bounds) / perRound);
  if (safe < 1) return new CheckedLogProduct(outside, totals);
  return new LogProduct(outside, totals, safe >= rounds ? Number.POSITIVE_INFINITY : safe);
}
