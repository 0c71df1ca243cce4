// The diagonal plus low-rank metric of least Fisher divergence (Seyboldt, Carlson and Carpenter 2026, arXiv:2603.18845;
// nuts-rs 0.18.3): a diagonal scaling, and within the space that draws and gradients span the directions whose variance,
// so scaled, is still far from 1.
import type { KernelState } from "../kernels/kernel.ts";
import { lowRankMetric } from "../kernels/lowRankMetric.ts";
import type { Metric } from "../kernels/metric.ts";
import { geometricMeanWithInverse } from "../linalg/geometricMean.ts";
import { orthonormalRows } from "../linalg/orthonormalRows.ts";
import { symmetricEigen } from "../linalg/symmetricEigen.ts";
import type { OverlappingEstimator } from "./overlappingEstimator.ts";

interface Draw {
  readonly position: Float64Array;
  readonly gradient: Float64Array;
}

export interface LowRankFisherState {
  readonly kind: "lowRank";
  /** The foreground's draws, oldest first. */
  readonly draws: readonly Draw[];
  /** How many of them, at the end, are the background's. */
  readonly background: number;
}

/** Directions whose scaled variance is within this factor of 1 are left to the diagonal. */
const NEAR_ONE = 2;
/** A variance beyond these bounds is a sign of draws on their way from the start, and may be negative by rounding. */
const SMALLEST = 1e-10;
const LARGEST = 1e10;
/** Draws that an estimate in a high dimension uses: its cost grows as their cube. */
const MOST_DRAWS = 100;

export class LowRankFisher implements OverlappingEstimator {
  #draws: Draw[];
  #background: number;

  /** @param state of an estimator that this one is to continue */
  constructor(state?: LowRankFisherState) {
    this.#draws = [...(state?.draws ?? [])];
    this.#background = state?.background ?? 0;
  }

  get foreground(): number {
    return this.#draws.length;
  }

  get background(): number {
    return this.#background;
  }

  /** States are not written to after a transition, so they need no copy. */
  add({ position, gradient }: KernelState): void {
    this.#draws.push({ position, gradient });
    this.#background++;
  }

  shift(): void {
    this.#draws = this.#draws.slice(this.#draws.length - this.#background);
    this.#background = 0;
  }

  estimate(present: Metric): Metric {
    const n = present.variances.length;
    const used = thin(this.#draws, 2 * MOST_DRAWS > n ? this.#draws.length : MOST_DRAWS);
    const x = centred(used.map(({ position }) => position));
    const g = centred(used.map(({ gradient }) => gradient));
    const scales = present.variances.map((variance, i) => {
      const ratio = Math.sqrt(sumOfSquares(x, i) / sumOfSquares(g, i));
      return Math.sqrt(ratio > 0 && ratio < Infinity ? Math.min(Math.max(ratio, 1e-20), 1e20) : variance);
    });
    for (const row of x) for (let i = 0; i < n; i++) row[i] = row[i]! / scales[i]!;
    for (const row of g) for (let i = 0; i < n; i++) row[i] = row[i]! * scales[i]!;
    return lowRankMetric({ kind: "lowRank", scales, ...directions(x, g, n) });
  }

  snapshot(): LowRankFisherState {
    return structuredClone({ kind: "lowRank", draws: this.#draws, background: this.#background });
  }
}

/** The directions in which scaled draws and gradients disagree with variance 1, and the variances there. */
function directions(
  x: readonly Float64Array[],
  g: readonly Float64Array[],
  n: number,
): { readonly vectors: Float64Array; readonly values: Float64Array } {
  const basis = 2 * x.length < n ? orthonormalRows([...x, ...g]) : undefined;
  const size = basis?.length ?? n;
  // So many draws of variance 1 are added to both sides: as long as there are fewer draws than dimensions, those of the
  // positions and those of the gradients span different spaces, and where one has nothing the other is not to be believed.
  // nuts-rs adds 1e-5, with which three draws of radon-like posteriors made steps of any length diverge.
  const share = n / x.length;
  const regularization = Math.min(1, share * share);
  const within = (rows: readonly Float64Array[]) =>
    productSums(regularization, basis ? rows.map((row) => basis.map((b) => dot(b, row))) : rows, size);
  const mean = geometricMeanWithInverse(within(x), within(g), size);
  const { values, vectors } = symmetricEigen(mean, size);
  const far = [...values.keys()].filter((k) => values[k]! > NEAR_ONE || values[k]! < 1 / NEAR_ONE);
  const chosen = new Float64Array(far.length * n);
  far.forEach((k, row) => {
    const direction = vectors.subarray(k * size, (k + 1) * size);
    const target = chosen.subarray(row * n, (row + 1) * n);
    for (const [j, b] of basis?.entries() ?? []) addMultiple(target, direction[j]!, b);
    if (!basis) target.set(direction);
  });
  return {
    vectors: chosen,
    values: Float64Array.from(far, (k) => Math.min(Math.max(values[k]!, SMALLEST), LARGEST)),
  };
}

/** The sums over rows of products of coordinates, regularized: size x size. */
function productSums(regularization: number, rows: readonly ArrayLike<number>[], size: number): Float64Array {
  const sums = new Float64Array(size * size);
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      const entry = row[i]!;
      for (let j = 0; j < size; j++) sums[i * size + j] = sums[i * size + j]! + entry * row[j]!;
    }
  }
  for (let i = 0; i < size; i++) sums[i * size + i] = sums[i * size + i]! + regularization;
  return sums;
}

/** Evenly spaced rows, the newest among them. */
function thin(draws: readonly Draw[], count: number): readonly Draw[] {
  if (draws.length <= count) return draws;
  return Array.from({ length: count }, (_, i) => draws[Math.floor(((i + 1) * draws.length) / count) - 1]!);
}

/** Copies of the rows, less their mean. */
function centred(rows: readonly Float64Array[]): Float64Array[] {
  const mean = new Float64Array(rows[0]!.length);
  for (const row of rows) addMultiple(mean, 1 / rows.length, row);
  return rows.map((row) => row.map((entry, i) => entry - mean[i]!));
}

function sumOfSquares(rows: readonly Float64Array[], i: number): number {
  return rows.reduce((sum, row) => sum + row[i]! * row[i]!, 0);
}

function addMultiple(target: Float64Array, factor: number, row: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * row[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
