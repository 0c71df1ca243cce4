// A reduction that runs over the loops of a kernel: the registers it needs, and how its elements go in and come out.
import { isOp, type Node } from "../../program/node.ts";
import type { Emitter, Local } from "./assembler/index.ts";
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

/** One running total per unrolled copy of the loop body, so that successive additions do not wait for one another. */
export interface Accumulator {
  add(e: Emitter, copy: number, element: Local): void;
  /** Adds the first lane only. */
  addSingle(e: Emitter, element: Local): void;
  /** Called at the end of each round of a loop. */
  endRound(e: Emitter): void;
  /** The total of each lane by itself. */
  lanes(e: Emitter): Local;
  /** The total of all copies and both lanes, in both lanes. */
  total(e: Emitter): Local;
}

/** Lane 0 of a value, and the identity in lane 1. */
function firstLane(e: Emitter, value: Local, identity: Local): Local {
  return e.shuffle(value, identity, [0, 2]);
}

class Running implements Accumulator {
  readonly #reducer: Reducer;
  readonly #outside: Emitter;
  readonly #totals: Local[] = [];

  constructor(reducer: Reducer, outside: Emitter) {
    this.#reducer = reducer;
    this.#outside = outside;
  }

  #at(copy: number): Local {
    let total = this.#totals[copy];
    if (!total) {
      total = this.#outside.fn.local("v128");
      this.#outside.copy(total, this.#reducer.identity(this.#outside));
      this.#totals[copy] = total;
    }
    return total;
  }

  add(e: Emitter, copy: number, element: Local): void {
    const total = this.#at(copy);
    e.copy(total, this.#reducer.combine(e, total, element));
  }

  addSingle(e: Emitter, element: Local): void {
    this.add(e, 0, firstLane(e, element, this.#reducer.identity(e)));
  }

  endRound(): void {}

  /** Hands over the logarithm of every product so far, and starts again from 1. */
  flush(e: Emitter, take: (log: Local) => void): void {
    for (const total of this.#totals) {
      take(emitMath(e, "log", [total], false));
      e.copy(total, this.#reducer.identity(e));
    }
  }

  #both(e: Emitter): Local {
    return this.#reducer.fold(e, this.#totals.length > 0 ? this.#totals : [this.#at(0)]);
  }

  lanes(e: Emitter): Local {
    return this.#reducer.finish(e, this.#both(e));
  }

  total(e: Emitter): Local {
    const both = this.#both(e);
    return this.#reducer.finish(
      e,
      this.#reducer.combine(e, e.shuffle(both, both, [0, 0]), e.shuffle(both, both, [1, 1])),
    );
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

  constructor(outside: Emitter, roundsPerFlush: number) {
    this.#outside = outside;
    this.#product = new Running({ ...reducers.logProd, finish: (_, total) => total }, outside);
    this.#sum = new Running(reducers.sum, outside);
    this.#roundsPerFlush = roundsPerFlush;
  }

  add(e: Emitter, copy: number, element: Local): void {
    this.#product.add(e, copy, element);
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
      this.#product.flush(inside, (log) => this.#sum.add(inside, 0, log));
      inside.copy(rounds, inside.constI32(0));
    });
  }

  lanes(e: Emitter): Local {
    this.#product.flush(e, (log) => this.#sum.add(e, 0, log));
    return this.#sum.lanes(e);
  }

  total(e: Emitter): Local {
    this.#product.flush(e, (log) => this.#sum.add(e, 0, log));
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
  readonly #products: Local[] = [];
  readonly #sum: Running;
  readonly #outside: Emitter;

  constructor(outside: Emitter) {
    this.#outside = outside;
    this.#sum = new Running(reducers.sum, outside);
  }

  #at(copy: number): Local {
    let product = this.#products[copy];
    if (!product) {
      product = this.#outside.fn.local("v128");
      this.#outside.copy(product, this.#outside.constF64x2(1));
      this.#products[copy] = product;
    }
    return product;
  }

  add(e: Emitter, copy: number, element: Local): void {
    const product = this.#at(copy);
    const next = e.op("f64x2.mul", product, element);
    const trusted = e.op(
      "v128.and",
      e.op("f64x2.gt", next, e.constF64x2(TINY)),
      e.op("f64x2.lt", next, e.constF64x2(HUGE)),
    );
    e.if(
      e.op("i64x2.all_true", trusted),
      (inside) => inside.copy(product, next),
      (inside) => {
        this.#sum.add(inside, 0, emitMath(inside, "log", [product], false));
        this.#sum.add(inside, 0, emitMath(inside, "log", [element], false));
        inside.copy(product, inside.constF64x2(1));
      },
    );
  }

  addSingle(e: Emitter, element: Local): void {
    this.#sum.addSingle(e, emitMath(e, "log", [element], false));
  }

  endRound(): void {}

  #settle(e: Emitter): void {
    for (const product of this.#products) this.#sum.add(e, 0, emitMath(e, "log", [product], false));
  }

  lanes(e: Emitter): Local {
    this.#settle(e);
    return this.#sum.lanes(e);
  }

  total(e: Emitter): Local {
    this.#settle(e);
    return this.#sum.total(e);
  }
}

/**
 * The accumulator of one element of a reduction.
 * @param outside where totals are set up, before every loop
 * @param rounds rounds of the loop in all, and factors added to one total in each
 */
export function makeAccumulator(node: Node, outside: Emitter, rounds: number, perRound: number): Accumulator {
  if (!isOp(node, "logProd")) return new Running(reducers[node.op as keyof typeof reducers], outside);
  const safe = Math.floor(safeFactors(node.attributes.bounds) / perRound);
  if (safe < 1) return new CheckedLogProduct(outside);
  return new LogProduct(outside, safe >= rounds ? Number.POSITIVE_INFINITY : safe);
}
