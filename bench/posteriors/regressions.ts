// Regressions whose data have something to find: radon-like with varying intercepts, logistic, and with a horseshoe prior.
import { Bernoulli, Gamma, HalfCauchy, Normal, plate, sample, tf } from "nutmeg-ppl";
import { prepared } from "../models/benchModel.ts";
import { radonModel } from "../models/hierarchies.ts";
import { fill, numbers } from "../models/randomNumbers.ts";
import type { Posterior } from "./posterior.ts";

interface Regression {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor1D;
}

function linear(x: tf.Tensor2D, slopes: tf.Tensor): tf.Tensor {
  const [n, d] = x.shape;
  return tf.reshape(tf.matMul(x, tf.reshape(slopes, [d, 1])), [n]);
}

/** Row i of x times the slopes. */
function sumOf(x: Float64Array, i: number, slopes: Float64Array): number {
  return slopes.reduce((sum, slope, j) => sum + slope * (x[i * slopes.length + j] as number), 0);
}

export function radon(): Posterior {
  const { normal, integer } = numbers(7);
  // The sizes of what the radon data of Gelman and Hill (2007) show: intercepts 1.5 +- 0.3, slope -0.7, noise 0.75.
  const intercepts = fill(85, () => 1.5 + 0.3 * normal());
  const group = Int32Array.from({ length: 919 }, () => integer(85));
  const x = fill(919, () => Number(integer(6) === 0));
  const y = x.map((xi, i) => (intercepts[group[i] as number] as number) - 0.7 * xi + 0.75 * normal());
  const { model: target, args } = prepared(radonModel, { x, y, group });
  return { name: "radon-like J=85 N=919", target, args };
}

export function logistic(): Posterior {
  const [n, d] = [1000, 20];
  const { normal, uniform } = numbers(2);
  const model = ({ x, y }: Regression) => {
    const a = sample("a", new Normal(0, 1));
    const b = sample("b", new Normal(tf.zeros([d]), 1).toEvent(1));
    sample("y", new Bernoulli({ logits: linear(x, b).add(a) }), { obs: y });
  };
  const values = fill(n * d, normal);
  const slopes = fill(d, normal);
  const y = Int32Array.from({ length: n }, (_, i) =>
    Number(uniform() < 1 / (1 + Math.exp(-0.5 - sumOf(values, i, slopes)))),
  );
  const { model: target, args } = prepared(model, { x: tf.tensor2d(new Float32Array(values), [n, d]), y });
  return { name: `logistic N=${n} D=${d}`, target, args };
}

/** The prior of NumPyro's example horseshoe_regression (Carvalho, Polson and Scott 2009), with three slopes that are not 0. */
export function horseshoe(): Posterior {
  const [n, d] = [100, 100];
  const { normal } = numbers(13);
  const model = ({ x, y }: Regression) => {
    const tau = sample("tau", new HalfCauchy(1));
    const [lambda, unscaled] = plate("slopes", d, () => [
      sample("lambda", new HalfCauchy(1)),
      sample("unscaled", new Normal(0, 1)),
    ]);
    const precision = sample("precision", new Gamma(3, 1));
    sample("y", new Normal(linear(x, unscaled.mul(lambda).mul(tau)), tf.rsqrt(precision)), { obs: y });
  };
  const values = fill(n * d, normal);
  const slopes = Float64Array.from({ length: d }, (_, j) => (j < 3 ? 0.5 : 0));
  const y = Float64Array.from({ length: n }, (_, i) => sumOf(values, i, slopes) + 0.3 * normal());
  const { model: target, args } = prepared(model, { x: tf.tensor2d(new Float32Array(values), [n, d]), y });
  return { name: `horseshoe N=${n} D=${d}`, target, args };
}
