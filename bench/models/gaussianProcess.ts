// Gaussian process regression with a squared-exponential kernel, by a Cholesky factor at every evaluation.
import { Gamma, HalfNormal, MultivariateNormal, sample, tf } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";
import { fill, numbers } from "./randomNumbers.ts";

const N = 200;

function model({ x, y }: { x: tf.Tensor1D; y: tf.Tensor1D }): void {
  const length = sample("length", new Gamma(2, 2));
  const height = sample("height", new HalfNormal(1));
  const noise = sample("noise", new HalfNormal(1));
  const distance = tf.sub(tf.expandDims(x, 1), tf.expandDims(x, 0)).div(length);
  const smooth = tf.exp(tf.square(distance).mul(-0.5)).mul(tf.square(height));
  const covarianceMatrix = smooth.add(tf.eye(N).mul(tf.square(noise).add(1e-6)));
  sample("y", new MultivariateNormal(tf.zeros([N]), { covarianceMatrix }), { obs: y });
}

export const gaussianProcess: BenchModel = {
  name: `Gaussian process regression N=${N}`,
  prepare: () => {
    const x = Float64Array.from({ length: N }, (_, i) => i / 20);
    const y = fill(N, numbers(9).normal);
    return prepared(model, { x, y });
  },
};
