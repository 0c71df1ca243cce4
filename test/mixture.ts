// The flagship mixture, as the notebook writes it, for tests across packages: its data, its reference posterior, and both
// ways to write its likelihood.
import { readFileSync } from "node:fs";
import {
  Categorical,
  constraints,
  Dirichlet,
  Distribution,
  HalfCauchy,
  initToValue,
  logSumExp,
  MixtureSameFamily,
  Normal,
  plate,
  type RandomKey,
  sample,
  tf,
} from "nutmeg-ppl";

interface Reference {
  readonly mean: number[];
  readonly sd: number[];
}

interface Notebook {
  readonly x: number[];
  readonly log_density_at_truth: number;
  readonly reference_posterior: { readonly sites: Record<"loc" | "prob_cluster" | "scale", Reference> };
}

const file = new URL("../examples/data/marginalized_gmm.json", import.meta.url);
export const notebook = JSON.parse(readFileSync(file, "utf8")) as Notebook;
export const x = Float64Array.from(notebook.x);

/** A mixture of normals written by hand, as in the notebook. */
class MixtureGaussian extends Distribution {
  override readonly support = constraints.real;
  readonly #components: Normal;
  readonly #weights: tf.Tensor;

  constructor(weights: tf.Tensor, loc: tf.Tensor, scale: tf.Tensor) {
    super([], []);
    this.#weights = weights;
    this.#components = new Normal(loc, scale);
  }

  override sample(key: RandomKey | number, sampleShape: readonly number[] = []): tf.Tensor {
    const mixing = new Categorical({ probs: this.#weights });
    return new MixtureSameFamily(mixing, this.#components).sample(key, sampleShape);
  }

  override logProb(value: tf.Tensor): tf.Tensor {
    const terms = this.#components.logProb(tf.expandDims(value, -1)).add(tf.log(this.#weights));
    return logSumExp(terms, -1);
  }
}

export interface Arguments {
  readonly k: number;
  readonly x: tf.Tensor1D;
}

function priors(k: number) {
  const weights = sample("prob_cluster", new Dirichlet(tf.ones([k])));
  const [loc, scale] = plate("k_plate", k, () => [
    sample("loc", new Normal(0, 10)),
    sample("scale", new HalfCauchy(10)),
  ]);
  return { weights, loc, scale };
}

export function mixture({ k, x }: Arguments): void {
  const { weights, loc, scale } = priors(k);
  sample("x", new MixtureSameFamily(new Categorical({ probs: weights }), new Normal(loc, scale)), { obs: x });
}

export function handWrittenMixture({ k, x }: Arguments): void {
  const { weights, loc, scale } = priors(k);
  sample("x", new MixtureGaussian(weights, loc, scale), { obs: x });
}

/** Starts at the truth, so that every chain has the same labels. */
export const atTruth = initToValue({
  prob_cluster: [0.2, 0.3, 0.5],
  loc: [-1, 1, 4],
  scale: [0.2, 0.9, 0.5],
});
