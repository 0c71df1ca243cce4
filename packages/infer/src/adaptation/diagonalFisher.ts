// The diagonal metric of least Fisher divergence: each variance is the ratio of the sd of the draws to the sd of the
// gradients. Both are a posterior's sd if it is normal and its coordinates independent; where they are correlated, the
// gradients know how narrow it is between its neighbours, which the draws do not.
import { diagonalMetric } from "../kernels/diagonalMetric.ts";
import type { KernelState } from "../kernels/kernel.ts";
import type { Metric } from "../kernels/metric.ts";
import type { FisherEstimator } from "./fisherEstimator.ts";
import { startWelford, updateWelford, type Welford } from "./welford.ts";

/** Sums over the draws and over the gradients of one window. */
interface Window {
  readonly draws: Welford;
  readonly gradients: Welford;
}

export interface DiagonalFisherState {
  readonly kind: "diagonal";
  readonly foreground: Window;
  readonly background: Window;
}

/** Beyond these bounds (nuts-rs's) a variance is a sign of under- or overflow. */
const SMALLEST = 1e-20;
const LARGEST = 1e20;

export class DiagonalFisher implements FisherEstimator {
  #foreground: Window;
  #background: Window;

  /** @param state of an estimator that this one is to continue */
  constructor(dimension: number, state?: DiagonalFisherState) {
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
      const variance = Math.sqrt(draws.squares[i]! / gradients.squares[i]!);
      if (variance > 0 && variance < Infinity) variances[i] = Math.min(Math.max(variance, SMALLEST), LARGEST);
    }
    return diagonalMetric(variances);
  }

  snapshot(): DiagonalFisherState {
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
