// The flagship mixture and its data, as the benchmarks use them.
import { readFileSync } from "node:fs";
import { Categorical, Dirichlet, HalfCauchy, MixtureSameFamily, Normal, plate, sample, tf } from "nutmeg-ppl";

export const K = 3;

export interface MixtureArguments {
  readonly k: number;
  readonly x: tf.Tensor1D;
}

export function mixture({ k, x }: MixtureArguments): void {
  const weights = sample("prob_cluster", new Dirichlet(tf.ones([k])));
  const [loc, scale] = plate("k_plate", k, () => [
    sample("loc", new Normal(0, 10)),
    sample("scale", new HalfCauchy(10)),
  ]);
  sample("x", new MixtureSameFamily(new Categorical({ probs: weights }), new Normal(loc, scale)), { obs: x });
}

/** The notebook's 2500 points, repeated as often as needed. */
export function points(n = 2500): Float64Array {
  const file = new URL("../../../examples/data/marginalized_gmm.json", import.meta.url);
  const { x } = JSON.parse(readFileSync(file, "utf8")) as { x: number[] };
  return Float64Array.from({ length: n }, (_, i) => x[i % x.length] as number);
}

/** Constrained values near the posterior mode, labels in increasing order. */
export const START = { prob_cluster: [0.2, 0.3, 0.5], loc: [-1, 1, 4], scale: [0.2, 0.9, 0.5] };
