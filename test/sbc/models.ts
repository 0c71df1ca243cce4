// Three small models with data of the shapes to be simulated: the numbers themselves are replaced.
import {
  Categorical,
  Dirichlet,
  Gamma,
  HalfNormal,
  MixtureSameFamily,
  MultivariateNormal,
  Normal,
  Poisson,
  plate,
  sample,
  tf,
} from "nutmeg-ppl";

/** Two components, the second above the first, so that their labels mean something. */
export function mixture({ y }: { y: tf.Tensor1D }): void {
  const weights = sample("weights", new Dirichlet([2, 2]));
  const low = sample("low", new Normal(0, 2));
  const gap = sample("gap", new Gamma(4, 1));
  const scale = sample("scale", new Gamma(4, 4));
  const components = new Normal(tf.stack([low, low.add(gap)]), scale);
  sample("y", new MixtureSameFamily(new Categorical({ probs: weights }), components), { obs: y });
}

/** Counts in ten groups. */
export function counts({ y }: { y: tf.Tensor2D }): void {
  const mu = sample("mu", new Normal(1, 0.5));
  const tau = sample("tau", new HalfNormal(0.5));
  const theta = plate("groups", 10, () => sample("theta", new Normal(0, 1))) as tf.Tensor;
  sample("y", new Poisson(tf.exp(mu.add(tau.mul(theta)))), { obs: y });
}

/** A normal vector whose elements go together, each seen through noise. */
export function correlated({ y }: { y: tf.Tensor1D }): void {
  const n = y.shape[0];
  const covarianceMatrix = tf.fill([n, n], 0.9).add(tf.eye(n).mul(0.1));
  const x = sample("x", new MultivariateNormal(tf.zeros([n]), { covarianceMatrix }));
  sample("y", new Normal(x, 0.5), { obs: y });
}
