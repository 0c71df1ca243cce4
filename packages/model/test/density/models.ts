// Models that several tests share, and the truth of the flagship.
import { readFileSync } from "node:fs";
import { asTensor, logSumExp, type Numeric } from "@nutmeg-ppl/compiler";
import {
  Beta,
  Categorical,
  constraints,
  Dirichlet,
  Distribution,
  Gamma,
  HalfCauchy,
  type Key,
  MixtureSameFamily,
  Normal,
  Uniform,
} from "@nutmeg-ppl/distributions";
import * as tf from "@tensorflow/tfjs-core";
import { deterministic, factor, mask, plate, sample, scale } from "../../src/index.ts";

/** The notebook's mixture as a user would write it: a subclass of Distribution with logProb and sample. */
class NormalMixture extends Distribution {
  readonly support = constraints.real;
  readonly #weights: tf.Tensor;
  readonly #components: Normal;

  constructor(weights: tf.Tensor, loc: tf.Tensor, spread: tf.Tensor) {
    super();
    this.#weights = weights;
    this.#components = new Normal(loc, spread);
  }

  logProb(value: Numeric): tf.Tensor {
    const perComponent = this.#components.logProb(tf.expandDims(asTensor(value), -1));
    return logSumExp(tf.add(tf.log(this.#weights), perComponent), -1);
  }

  sample(key: Key, sampleShape: readonly number[] = []): tf.Tensor {
    return new MixtureSameFamily(new Categorical({ probs: this.#weights }), this.#components).sample(
      key,
      sampleShape,
    );
  }
}

export function ownMixture({ k, x }: { k: number; x?: tf.Tensor1D }): void {
  const weights = sample("prob_cluster", new Dirichlet(tf.ones([k])));
  const [loc, spread] = plate("k_plate", k, () => [
    sample("loc", new Normal(0, 10)),
    sample("scale", new HalfCauchy(10)),
  ]);
  sample("x", new NormalMixture(weights, loc, spread), { obs: x });
}

interface FlagshipData {
  readonly x: number[];
  readonly log_density_at_truth: number;
}

const file = new URL("../../../../examples/data/marginalized_gmm.json", import.meta.url);
export const flagship = JSON.parse(readFileSync(file, "utf8")) as FlagshipData;

/** How the notebook drew its data. */
export const truth = { prob_cluster: [0.2, 0.3, 0.5], loc: [-1, 1, 4], scale: [0.2, 0.9, 0.5] };

export function mixture({ k, x }: { k: number; x?: tf.Tensor1D }): void {
  const weights = sample("prob_cluster", new Dirichlet(tf.ones([k])));
  const [loc, spread] = plate("k_plate", k, () => [
    sample("loc", new Normal(0, 10)),
    sample("scale", new HalfCauchy(10)),
  ]);
  sample("x", new MixtureSameFamily(new Categorical({ probs: weights }), new Normal(loc, spread)), {
    obs: x,
  });
}

export const schools = {
  y: [28, 8, -3, 7, -1, 1, 18, 12],
  sigma: [15, 10, 16, 11, 9, 11, 10, 18],
};

export function eightSchools({ y, sigma }: { y?: tf.Tensor1D; sigma: tf.Tensor1D }): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfCauchy(5));
  plate("J", 8, () => {
    const theta = sample("theta", new Normal(mu, tau));
    deterministic("effect", tf.sub(theta, mu));
    sample("obs", new Normal(theta, sigma), { obs: y });
  });
}

/** The support of b depends on a. */
export function dynamicSupport(): void {
  const a = sample("a", new Normal(0, 2));
  const b = sample("b", new Uniform(tf.sub(a, 1), tf.add(a, 3)));
  sample("y", new Normal(b, 0.5), { obs: [0.3, 1.2] });
}

/** A simplex, positive and unit-interval sites, a scale, a mask and a factor. */
export function assorted(): void {
  const w = sample("w", new Dirichlet([2, 3, 4]));
  const s = plate("k", 2, () => sample("s", new Gamma(2, 3)));
  const u = sample("u", new Beta(2, 5));
  const at = (x: tf.Tensor, i: number): tf.Tensor => tf.reshape(tf.slice(x, [i], [1]), []);
  scale(() => sample("y", new Normal(0, at(s, 0)), { obs: 0.4 }), 2.5)();
  mask(() => sample("m", new Normal(u, at(s, 1)), { obs: [0.1, 99, -0.2] }), [true, false, true])();
  factor("f", tf.add(tf.mul(u, 3), tf.log(at(w, 0))));
}
