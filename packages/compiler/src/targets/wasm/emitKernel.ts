// Emits one kernel: opens its loops, has every root compute its elements in the innermost one, and lets each finish.
import type { Node } from "../../program/node.ts";
import type { Kernel, RootKind, RowOrder } from "../../schedule/schedule.ts";
import type { Local } from "./assembler/index.ts";
import { bodyLength } from "./bodyLength.ts";
import { ofCopy } from "./bundle.ts";
import { addIndices, constantIndex, type Index, loopIndex } from "./indexExpression.ts";
import { emitLanes } from "./lanes.ts";
import { AccumulateManyRoot } from "./roots/accumulateManyRoot.ts";
import { AccumulateRoot } from "./roots/accumulateRoot.ts";
import { InLoopRoot } from "./roots/inLoopRoot.ts";
import { PartRoot } from "./roots/partRoot.ts";
import type { RootEmitter, RootEmitterClass } from "./roots/rootEmitter.ts";
import { RoutineRoot } from "./roots/routineRoot.ts";
import { ScanRoot } from "./roots/scanRoot.ts";
import { ScatterRoot } from "./roots/scatterRoot.ts";
import { StoreRoot } from "./roots/storeRoot.ts";
import type { Values } from "./values.ts";

/** How many pairs a round takes while the body has no more than so many elementary functions. */
const COPIES: readonly (readonly [functions: number, copies: number])[] = [
  [2, 4],
  [4, 2],
];
/** No more than this many plain instructions are written out for the sake of several pairs. */
const LONGEST_BODY = 2000;

const KINDS: Readonly<Record<RootKind, RootEmitterClass>> = {
  store: StoreRoot,
  accumulate: AccumulateRoot,
  accumulateMany: AccumulateManyRoot,
  inLoop: InLoopRoot,
  scatter: ScatterRoot,
  routine: RoutineRoot,
  scan: ScanRoot,
  part: PartRoot,
};

/** So many elements of one loop of a kernel, in the place of all. */
export interface Stretch {
  readonly loop: number;
  readonly start: Index;
  readonly length: number;
}

class KernelEmitter {
  readonly #values: Values;
  readonly #kernel: Kernel;
  readonly #stretch: Stretch | undefined;
  readonly #roots: readonly RootEmitter[];

  constructor(values: Values, kernel: Kernel, stretch: Stretch | undefined) {
    this.#values = values;
    this.#kernel = kernel;
    this.#stretch = stretch;
    this.#roots = kernel.roots.map((root) => new KINDS[root.kind](values, root, emitKernel));
  }

  emit(): void {
    const copies = this.#copies();
    for (const root of this.#roots) root.prepare(copies);
    this.#loops(copies);
    for (const root of this.#roots) root.finish();
  }

  /** How many pairs a round of the innermost loop takes. */
  #copies(): number {
    const extent = this.#kernel.loops.at(-1) ?? 0;
    const { plain, functions } = bodyLength(this.#kernel, (node) => this.#values.isStored(node));
    const fits = ([limit, copies]: readonly [number, number]) =>
      functions <= limit && extent >= 2 * copies && plain * copies <= LONGEST_BODY;
    return COPIES.find(fits)?.[1] ?? 1;
  }

  /** All loops but the innermost count one by one. */
  #loops(copies: number): void {
    const stretch = this.#stretch;
    const loops = this.#kernel.loops.map((extent, i) => (i === stretch?.loop ? stretch.length : extent));
    const extent = loops.at(-1);
    this.#values.nest.openAll(loops.slice(0, -1), (outer) => {
      if (extent === undefined) this.#body(outer, true);
      else this.#innermost(extent, outer, copies);
    });
  }

  /** The vector loop: several pairs of elements in a round; then what is left over. */
  #innermost(extent: number, outer: readonly Index[], copies: number): void {
    const whole = extent - (extent % (2 * copies));
    const even = extent - (extent % 2);
    const run = (from: number | Local, to: number | Local, pairs: number, same?: Node) => {
      if (from === to) return;
      this.#values.nest.open({ from, to, extent, pairs, same }, (depth) =>
        this.#body([...outer, loopIndex(depth)], false),
      );
    };
    const rows = whole > 0 ? this.#kernel.rows : undefined;
    const sorted = rows ? this.#sorted(rows, 2 * copies, whole) : 0;
    if (rows) run(0, sorted, copies, rows.by);
    run(sorted, whole, copies);
    run(whole, even, 1);
    if (even < extent) this.#body([...outer, constantIndex(even)], true);
  }

  /** How many of so many elements are in rounds of one group: what is left of a number of rows that is known with the data. */
  #sorted({ by }: RowOrder, round: number, elements: number): Local {
    const { claims, memory, nest } = this.#values;
    const { emitter: e } = nest.innermost;
    const rows = e.load("f64.load", null, claims.claimRounds(by, round, memory));
    const cut =
      this.#stretch?.loop === this.#kernel.loops.length - 1 ? this.#stretch.start : constantIndex(0);
    const [start] = ofCopy(emitLanes(nest, cut), 0);
    const left = e.op("f64.sub", rows, e.op("f64.convert_i32_s", start));
    // Below 0 becomes 0.
    return e.op("i32.trunc_sat_f64_u", e.op("f64.min", left, e.constF64(elements)));
  }

  #body(counters: readonly Index[], single: boolean): void {
    const stretch = this.#stretch;
    const loops = counters.map((index, i) =>
      i === stretch?.loop ? addIndices(stretch.start, index) : index,
    );
    for (const root of this.#roots) root.elements(loops, single);
    if (!single) for (const root of this.#roots) root.endRound();
  }
}

/** @param stretch what is run over, where that is not all of the loops */
export function emitKernel(values: Values, kernel: Kernel, stretch?: Stretch): void {
  new KernelEmitter(values, kernel, stretch).emit();
}
