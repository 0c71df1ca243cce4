// Hares and lynxes, by the pelts of a trading company: the equations of Lotka and Volterra from a start that is inferred, seen
// through lognormal noise.
import { constraints, factor, ImproperUniform, LogNormal, Normal, odeint, sample, tf } from "nutmeg-ppl";
import type { Posterior } from "./posterior.ts";

interface Data {
  readonly ts: tf.Tensor1D;
  readonly y_init: tf.Tensor1D;
  readonly y: tf.Tensor2D;
}

type Two = [tf.Tensor, tf.Tensor];
type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function slope(z: tf.Tensor, _: tf.Tensor, theta: tf.Tensor): tf.Tensor {
  const [hares, lynxes] = tf.unstack(z) as Two;
  const [born, eaten, starved, fed] = tf.unstack(theta) as Four;
  return tf.stack([hares.mul(born.sub(eaten.mul(lynxes))), lynxes.mul(fed.mul(hares).sub(starved))]);
}

function model({ ts, y_init, y }: Data): void {
  const theta = sample("theta", new ImproperUniform(constraints.positive, [], [4]));
  factor("prior", tf.sum(new Normal([1, 0.05, 1, 0.05], [0.5, 0.05, 0.5, 0.05]).logProb(theta)));
  const start = sample("z_init", new LogNormal([Math.log(10), Math.log(10)], 1).toEvent(1));
  const sigma = sample("sigma", new LogNormal([-1, -1], 1).toEvent(1));
  const z = odeint(slope, start, tf.concat([tf.zeros([1]), ts]), {}, theta) as tf.Tensor;
  const seen = tf.concat([tf.expandDims(y_init, 0), y]);
  sample("y", new LogNormal(tf.log(z), sigma).toEvent(2), { obs: seen });
}

export const lotkaVolterra: Posterior = { name: "hudson_lynx_hare-lotka_volterra", model };
