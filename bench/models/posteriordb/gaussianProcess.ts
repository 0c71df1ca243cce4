// gp_regr: a Gaussian process with its hyperparameters.
import { Gamma, HalfNormal, MultivariateNormal, sample, tf } from "nutmeg-ppl";
import type { Posterior } from "./posterior.ts";

interface Data {
  readonly N: number;
  readonly x: tf.Tensor1D;
  readonly y: tf.Tensor1D;
}

function model({ N, x, y }: Data): void {
  const rho = sample("rho", new Gamma(25, 4));
  const alpha = sample("alpha", new HalfNormal(2));
  const sigma = sample("sigma", new HalfNormal(1));
  const distance = tf.sub(tf.expandDims(x, 1), tf.expandDims(x, 0)).div(rho);
  const kernel = tf.exp(tf.square(distance).mul(-0.5)).mul(tf.square(alpha));
  const covarianceMatrix = kernel.add(tf.eye(N).mul(sigma));
  sample("y", new MultivariateNormal(tf.zeros([N]), { covarianceMatrix }), { obs: y });
}

export const gaussianProcess: Posterior = { name: "gp_pois_regr-gp_regr", model };
