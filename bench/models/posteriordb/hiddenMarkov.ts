// hmm_example: two states, summed out by the forward algorithm, which begins without an initial distribution.
import { constraints, Dirichlet, factor, ImproperUniform, Normal, sample, scan, tf } from "nutmeg-ppl";
import type { Posterior } from "./posterior.ts";

interface Data {
  readonly N: number;
  readonly K: number;
  readonly y: tf.Tensor1D;
}

function model({ N, K, y }: Data): void {
  const rows = Array.from({ length: K }, (_, k) => sample(`theta${k + 1}`, new Dirichlet(tf.ones([K]))));
  const mu = sample("mu", new ImproperUniform(constraints.positiveOrderedVector, [], [K]));
  factor("prior of mu", tf.sum(new Normal([3, 10], 1).logProb(mu)));
  const emission = new Normal(mu, 1).logProb(tf.expandDims(y, 1));
  const [first, rest] = tf.split(emission, [1, N - 1]) as [tf.Tensor, tf.Tensor];
  const moves = tf.log(tf.stack(rows));
  const [forward] = scan(
    (before: tf.Tensor, emitted: tf.Tensor) => [
      tf.logSumExp(tf.add(tf.expandDims(before, 1), moves), 0).add(emitted),
      null,
    ],
    tf.squeeze(first, [0]),
    rest,
  );
  factor("likelihood", tf.logSumExp(forward));
}

export const hiddenMarkov: Posterior = { name: "hmm_example-hmm_example", model };
