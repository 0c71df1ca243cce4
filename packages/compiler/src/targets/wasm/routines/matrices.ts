// Matrix routines over the matrices of a node, one of a batch after another: a row per op. An operand that is no panel is
// copied into one; a result is computed where it belongs if that is a panel, and else copied there.
import { isOp, type Node } from "../../../program/node.ts";
import type { OpName } from "../../../program/ops.ts";
import type { Emitter, FunctionRef, Local } from "../assembler/index.ts";
import type { MemoryPlan, Place } from "../memoryPlan.ts";
import { factorization } from "./cholesky.ts";
import { forEachBatch, startOf, type View } from "./memoryView.ts";
import { BLOCK } from "./microKernel.ts";
import {
  emptyPanel,
  endOf,
  fillIdentity,
  fillPanel,
  isPanel,
  type Panel,
  type Part,
  panelLayout,
  panelSize,
  rowBytes,
  type Size,
} from "./panel.ts";
import { product, upperGram } from "./products.ts";
import { scratchIn } from "./scratch.ts";
import { backwardSubstitution, forwardSubstitution } from "./substitution.ts";
import { invertTransposed, solveBackward, solveForward } from "./triangularSolve.ts";

/** Where the matrices of an operand lie; `isPadded` when what surrounds each is padding. */
export interface Operand {
  readonly place: Place;
  readonly isPadded: boolean;
}

interface Matrix extends Size {
  readonly view: View;
  readonly isPadded: boolean;
}

function transposed({ view, rows, columns, isPadded }: Matrix): Matrix {
  const [down, along] = view.strides as [number, number];
  return { view: { ...view, strides: [along, down] }, rows: columns, columns: rows, isPadded };
}

/** Where a routine works: its code goes to `e`, and it finds room for panels. */
class Workshop {
  readonly e: Emitter;
  readonly #scratch: (size: number) => number;

  constructor(e: Emitter, memory: MemoryPlan) {
    this.e = e;
    this.#scratch = scratchIn(memory);
  }

  get module() {
    return this.e.fn.module;
  }

  /** Room for a panel. */
  fresh({ rows, columns }: Size): Panel {
    return { start: this.e.constI32(this.#scratch(panelSize({ rows, columns }))), rows, columns };
  }

  /** The matrix itself where it is a panel, else a copy. */
  panelOf(matrix: Matrix, part: Part): Panel {
    const { view, rows, columns, isPadded } = matrix;
    if (isPanel(view, matrix, isPadded)) return { start: startOf(this.e, view), rows, columns };
    const copy = this.fresh(matrix);
    fillPanel(this.e, copy, view, part);
    return copy;
  }

  /** Lets `make` compute a panel that is, or becomes, the matrix. */
  into(matrix: Matrix, make: (panel: Panel) => void): void {
    const { view, rows, columns, isPadded } = matrix;
    if (isPanel(view, matrix, isPadded)) make({ start: startOf(this.e, view), rows, columns });
    else {
      const panel = this.fresh(matrix);
      make(panel);
      emptyPanel(this.e, panel, view);
    }
  }

  call(callee: FunctionRef, ...args: (Local | number)[]): void {
    this.e.call(callee, ...args.map((one) => (typeof one === "number" ? this.e.constI32(one) : one)));
  }
}

/** Code for one matrix of each operand, and of the result. */
type Routine = (workshop: Workshop, result: Matrix, ...operands: [Matrix, Matrix]) => void;

const cholesky: Routine = (workshop, result, a) =>
  workshop.into(result, (panel) => {
    fillPanel(workshop.e, panel, a.view, "lower");
    workshop.call(factorization(workshop.module, rowBytes(panel)), panel.start, rowBytes(panel));
  });

const choleskyInverse: Routine = (workshop, result, lower) =>
  workshop.into(result, (panel) => {
    const bytes = rowBytes(panel);
    const triangle = workshop.panelOf(lower, "lower");
    const inverse = workshop.fresh(panel);
    fillIdentity(workshop.e, inverse);
    workshop.call(invertTransposed(workshop.module, bytes), inverse.start, triangle.start, bytes);
    workshop.call(upperGram(workshop.module, bytes), panel.start, inverse.start, bytes);
  });

/** A few right sides are solved one by one, many as the rows of a panel. */
const triangularSolve =
  (transpose: boolean): Routine =>
  (workshop, result, lower, right) =>
    workshop.into(transposed(result), (sides) => {
      const { e, module } = workshop;
      const bytes = rowBytes(sides);
      fillPanel(e, sides, transposed(right).view, "all");
      if (sides.rows < BLOCK) {
        const triangle = workshop.panelOf(lower, "lower");
        const solve = (transpose ? backwardSubstitution : forwardSubstitution)(module, bytes);
        for (let i = 0; i < sides.rows; i++)
          workshop.call(solve, e.op("i32.add", sides.start, e.constI32(i * bytes)), triangle.start, bytes);
      } else {
        const triangle = transpose
          ? workshop.panelOf(transposed(lower), "upper")
          : workshop.panelOf(lower, "lower");
        const solve = (transpose ? solveBackward : solveForward)(module, bytes);
        workshop.call(solve, sides.start, endOf(e, sides), triangle.start, bytes);
      }
    });

const matMul: Routine = (workshop, result, a, b) =>
  workshop.into(result, (panel) => {
    const { e, module } = workshop;
    const left = workshop.panelOf(a, "all");
    const right = workshop.panelOf(transposed(b), "all");
    const multiply = product(module, rowBytes(left), rowBytes(panel));
    workshop.call(
      multiply, panel.start, left.start, endOf(e, left), right.start, endOf(e, right), rowBytes(left),
    ); // biome-ignore format: a list
  });

/** Results that are padded by the identity, and those whose rows end in zeros. */
const LIKE_TRIANGLES: ReadonlySet<OpName> = new Set<OpName>(["cholesky"]);
const LIKE_FACTORS: ReadonlySet<OpName> = new Set<OpName>(["cholesky", "choleskyInverse", "matMul"]);

function routineOf(node: Node): Routine | undefined {
  if (isOp(node, "triangularSolve")) return triangularSolve(node.attributes.transpose);
  if (isOp(node, "cholesky")) return cholesky;
  if (isOp(node, "choleskyInverse")) return choleskyInverse;
  return isOp(node, "matMul") ? matMul : undefined;
}

export function isMatrixRoutine(node: Node): boolean {
  return routineOf(node) !== undefined;
}

/** The place of the result: panels, unless it has a place already. A solve has its right sides, which are columns, in rows. */
function placeResult(memory: MemoryPlan, node: Node): Operand {
  const known = memory.placeOf(node);
  if (known) return { place: known, isPadded: false };
  const batch = node.shape.slice(0, -2);
  const [rows, columns] = node.shape.slice(-2) as [number, number];
  const sideways = isOp(node, "triangularSolve");
  const { strides, count } = panelLayout(
    batch,
    sideways ? { rows: columns, columns: rows } : { rows, columns },
  );
  const own = sideways ? [...strides.slice(0, -2), ...strides.slice(-2).reverse()] : strides;
  return { place: memory.put(node, { offset: memory.reserve(count), strides: own }), isPadded: true };
}

/** Emits a routine over matrices, given where the operands lie and which node left them there. */
export function emitMatrices(
  e: Emitter,
  memory: MemoryPlan,
  node: Node,
  operands: readonly { readonly place: Place; readonly base: Node }[],
): void {
  const routine = routineOf(node) as Routine;
  const padding = isOp(node, "matMul") ? LIKE_FACTORS : LIKE_TRIANGLES;
  const all = [
    placeResult(memory, node),
    ...operands.map(({ place, base }): Operand => ({ place, isPadded: padding.has(base.op) })),
  ];
  const sizes = [node, ...node.inputs].map(({ shape }): Size => {
    const [rows, columns] = shape.slice(-2) as [number, number];
    return { rows, columns };
  });
  const batch = node.shape.slice(0, -2).map((_, axis) => axis);
  const places = all.map(({ place }) => place);
  forEachBatch(e, node.shape, places, batch, (inner, views) => {
    const matrices = views.map(
      (view, i): Matrix => ({ ...(sizes[i] as Size), view, isPadded: (all[i] as Operand).isPadded }),
    );
    routine(new Workshop(inner, memory), ...(matrices as [Matrix, Matrix, Matrix]));
  });
}
