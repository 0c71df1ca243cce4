// What simulation-based calibration found: ranks by scalar, their tests, and a verdict in words.
import { EcdfTest } from "./ecdfTest.ts";

/** One scalar of a latent site. */
export interface ScalarCalibration {
  /** As in a summary: "theta[3]". */
  readonly name: string;
  /** For each simulation, how many posterior draws lie below the value that the data were simulated with. */
  readonly ranks: Int32Array;
  /** How often uniform ranks stray as far (EcdfTest). */
  readonly pValue: number;
}

/** Familywise: uniform ranks of all scalars pass with this probability or more. */
const CONFIDENCE = 0.99;
/** A mean rank this far from the middle, in standard errors, is called a shift; a spread likewise. */
const NOTABLE = 3;

export class SbcResult {
  readonly scalars: readonly ScalarCalibration[];
  /** Simulations whose chain could not be run, with why. */
  readonly failures: readonly { readonly simulation: number; readonly error: Error }[];
  /** Posterior draws of each simulation: ranks are from 0 to it. */
  readonly numDraws: number;

  constructor(ranks: ReadonlyMap<string, Int32Array>, numDraws: number, failures: SbcResult["failures"]) {
    const [first] = ranks.values();
    const test = new EcdfTest(first?.length ?? 0, numDraws);
    this.scalars = [...ranks].map(([name, own]) => ({ name, ranks: own, pValue: test.pValue(own) }));
    this.numDraws = numDraws;
    this.failures = failures;
  }

  /** Whether no scalar's ranks stray further than those of a right sampler would in one run of a hundred. */
  get passed(): boolean {
    return this.failures.length === 0 && this.#suspects().length === 0;
  }

  /** How many ranks fall into each of `bins` intervals of equal length. */
  histogram(name: string, bins = 20): Int32Array {
    const counts = new Int32Array(bins);
    const scalar = this.scalars.find((one) => one.name === name);
    for (const rank of scalar?.ranks ?? []) counts[Math.floor((rank * bins) / (this.numDraws + 1))]!++;
    return counts;
  }

  /** One line for each scalar that fails, saying how its ranks stray; or that all pass. */
  get verdict(): string {
    const simulations = this.scalars[0]?.ranks.length ?? 0;
    const suspects = this.#suspects();
    const head = this.passed
      ? `Calibrated: the ranks of ${this.scalars.length} quantities over ${simulations} simulations are uniform.`
      : `Not calibrated: ${suspects.length} of ${this.scalars.length} quantities over ${simulations} simulations.`;
    const failed = this.failures.length
      ? [`${this.failures.length} more simulations failed; the first: ${this.failures[0]?.error.message}`]
      : [];
    return [head, ...suspects.map((scalar) => `  ${this.#describe(scalar)}`), ...failed].join("\n");
  }

  #suspects(): ScalarCalibration[] {
    return this.scalars.filter(({ pValue }) => pValue < (1 - CONFIDENCE) / this.scalars.length);
  }

  #describe({ name, ranks, pValue }: ScalarCalibration): string {
    const places = [...ranks].map((rank) => (rank + 0.5) / (this.numDraws + 1) - 0.5);
    const n = places.length;
    // A uniform place has variance 1 / 12, its square variance 1 / 180.
    const shift = (places.reduce((sum, x) => sum + x, 0) / n) * Math.sqrt(12 * n);
    const spread = (places.reduce((sum, x) => sum + x * x, 0) / n - 1 / 12) * Math.sqrt(180 * n);
    const how = [
      shift > NOTABLE && "the posterior lies too low",
      shift < -NOTABLE && "the posterior lies too high",
      spread > NOTABLE && "the posterior is too narrow, or draws depend on each other",
      spread < -NOTABLE && "the posterior is too wide",
    ].filter((one) => one !== false);
    return `${name}: ${how.join("; ") || "its ranks are not uniform"} (p = ${pValue.toPrecision(2)})`;
  }
}
