// low_dim_gauss_mix: two normal components, their means in order.
import {
  Beta,
  Categorical,
  constraints,
  factor,
  HalfNormal,
  ImproperUniform,
  MixtureSameFamily,
  Normal,
  sample,
  tf,
} from "nutmeg-ppl";
import type { Posterior } from "./posterior.ts";

function model({ y }: { y: tf.Tensor1D }): void {
  const mu = sample("mu", new ImproperUniform(constraints.orderedVector, [], [2]));
  factor("prior of mu", tf.sum(new Normal(0, 2).logProb(mu)));
  const sigma = sample("sigma", new HalfNormal(tf.fill([2], 2)).toEvent(1));
  const theta = sample("theta", new Beta(5, 5));
  const component = new Categorical({ probs: tf.stack([theta, tf.sub(1, theta)]) });
  sample("y", new MixtureSameFamily(component, new Normal(mu, sigma)), { obs: y });
}

export const mixture: Posterior = { name: "low_dim_gauss_mix-low_dim_gauss_mix", model };
