// The distribution of a site inside a scan, all steps together, as handlers outside of the scan see it.
import { type Numeric, UnsupportedError } from "@nutmeg-ppl/compiler";
import { type Constraint, Distribution, type Key } from "@nutmeg-ppl/distributions";
import type * as tf from "@tensorflow/tfjs-core";

export class ScannedDistribution extends Distribution {
  readonly support: Constraint;
  readonly #family: string;
  readonly #logProb: tf.Tensor | undefined;

  /**
   * @param step the site's distribution in one step
   * @param length how many steps there are
   * @param logProb the log density of the value that the site has, [length, ...batch]; absent while it has none
   */
  constructor(step: Distribution, length: number, logProb?: tf.Tensor) {
    super([length, ...step.batchShape], step.eventShape);
    this.support = step.support;
    this.#family = step.name;
    this.#logProb = logProb;
  }

  override get name(): string {
    return `${this.#family} in a scan`;
  }

  /** Of the value that the site has in this run: no other has been through the loop. */
  logProb(_value: Numeric): tf.Tensor {
    if (this.#logProb) return this.#logProb;
    throw this.#alone("a log density");
  }

  sample(_key: Key, _sampleShape?: readonly number[]): tf.Tensor {
    throw this.#alone("draws");
  }

  #alone(what: string): UnsupportedError {
    return new UnsupportedError(
      `${this.name} has no ${what} of its own: each step depends on those before it. Draw the model's sites together, ` +
        "with seed, Predictive or MCMC.",
    );
  }
}
