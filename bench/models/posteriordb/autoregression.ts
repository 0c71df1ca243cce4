// arK: an autoregression of order 5.
import { HalfCauchy, Normal, sample, tf } from "nutmeg-ppl";
import type { Posterior } from "./posterior.ts";

interface Data {
  readonly K: number;
  readonly T: number;
  readonly y: tf.Tensor1D;
}

function model({ K, T, y }: Data): void {
  const alpha = sample("alpha", new Normal(0, 10));
  const beta = sample("beta", new Normal(tf.zeros([K]), 10).toEvent(1));
  const sigma = sample("sigma", new HalfCauchy(2.5));
  const past = tf.stack(
    Array.from({ length: K }, (_, k) => tf.slice(y, K - 1 - k, T - K)),
    1,
  );
  const mean = alpha.add(tf.squeeze(tf.matMul(past, tf.expandDims(beta, 1)), [1]));
  sample("y", new Normal(mean, sigma), { obs: tf.slice(y, K) });
}

export const autoregression: Posterior = { name: "arK-arK", model };
