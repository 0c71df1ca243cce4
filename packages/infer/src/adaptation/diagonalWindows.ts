// A diagonal metric from the draws, or the draws and the gradients, of two overlapping windows.
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { KernelState } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";
import type { OverlappingEstimator } from "./overlappingEstimator.ts";
import { startWelford, updateWelford, type Welford } from "./welford.ts";

/** Sums over the draws and over the gradients of one window. */
interface Window {
  readonly draws: Welford;
  readonly gradients: Welford;
}

export interface DiagonalWindowsState {
  readonly kind: "diagonal";
  readonly foreground: Window;
  readonly background: Window;
}

/** A variance from sums over as many draws as gradients. */
export type VarianceOf = (draws: Welford, gradients: Welford, i: number) => number;

/** The draws' own. */
export const drawVariance: VarianceOf = ({ squares, count }, _, i) => squares[i]! / (count - 1);

/**
 * That of least Fisher divergence: the sd of the draws over the sd of the gradients (Seyboldt, Carlson and Carpenter
 * 2026). It is the variance of a normal coordinate that is independent of the others, and the geometric mean of
 * marginal and conditional variance of one that is not.
 */
export const fisherVariance: VarianceOf = (draws, gradients, i) =>
  Math.sqrt(draws.squares[i]! / gradients.squares[i]!);

/** Beyond these bounds (nuts-rs's) a variance is a sign of under- or overflow. */
const SMALLEST = 1e-20;
const LARGEST = 1e20;

export class DiagonalWindows implements OverlappingEstimator {
  readonly #varianceOf: VarianceOf;
  #foreground: Window;
  #background: Window;

  /** @param state of an estimator that this one is to continue */
  constructor(dimension: number, varianceOf: VarianceOf, state?: DiagonalWindowsState) {
    this.#varianceOf = varianceOf;
    const resumed = structuredClone(state);
    this.#foreground = resumed?.foreground ?? emptyWindow(dimension);
    this.#background = resumed?.background ?? emptyWindow(dimension);
  }

  get foreground(): number {
    return this.#foreground.draws.count;
  }

  get background(): number {
    return this.#background.draws.count;
  }

  add({ position, gradient }: KernelState): void {
    for (const { draws, gradients } of [this.#foreground, this.#background]) {
      updateWelford(draws, position);
      updateWelford(gradients, gradient);
    }
  }

  shift(): void {
    this.#foreground = this.#background;
    this.#background = emptyWindow(this.#foreground.draws.mean.length);
  }

  estimate(present: Metric): Metric {
    const { draws, gradients } = this.#foreground;
    const variances = present.variances.slice();
    for (let i = 0; i < variances.length; i++) {
      const variance = this.#varianceOf(draws, gradients, i);
      if (variance > 0 && variance < Infinity) variances[i] = Math.min(Math.max(variance, SMALLEST), LARGEST);
    }
    return diagonalMetric(variances);
  }

  snapshot(): DiagonalWindowsState {
    return structuredClone({
      kind: "diagonal",
      foreground: this.#foreground,
      background: this.#background,
    });
  }
}

function emptyWindow(dimension: number): Window {
  return { draws: startWelford(dimension), gradients: startWelford(dimension) };
}
