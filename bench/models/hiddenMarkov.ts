// A hidden Markov model with normal emissions, its states summed out by the forward algorithm in log space.
import { Dirichlet, factor, HalfNormal, Normal, plate, sample, scan, tf } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";
import { numbers } from "./randomNumbers.ts";

const T = 1000;
const K = 4;

function model({ y }: { y: tf.Tensor1D }): void {
  const start = sample("start", new Dirichlet(tf.ones([K])));
  const [transition, loc] = plate("states", K, () => [
    sample("transition", new Dirichlet(tf.ones([K]))),
    sample("loc", new Normal(0, 5)),
  ]) as [tf.Tensor, tf.Tensor];
  const scale = sample("scale", new HalfNormal(2));
  const emission = new Normal(loc, scale).logProb(tf.expandDims(y, 1));
  const [first, rest] = tf.split(emission, [1, T - 1]) as [tf.Tensor, tf.Tensor];
  const moves = tf.log(transition);
  const [forward] = scan(
    (before, emitted) => [tf.logSumExp(tf.add(tf.expandDims(before, 1), moves), 0).add(emitted), null],
    tf.log(start).add(tf.squeeze(first, [0])),
    rest,
  );
  factor("likelihood", tf.logSumExp(forward));
}

/** A chain that stays in its state nine times in ten, seen through noise. */
function observations(): Float64Array {
  const { normal, uniform, integer } = numbers(11);
  let state = 0;
  return Float64Array.from({ length: T }, () => {
    if (uniform() < 0.1) state = integer(K);
    return 2 * state - 3 + 0.7 * normal();
  });
}

export const hiddenMarkov: BenchModel = {
  name: `hidden Markov model T=${T} K=${K}, by scan`,
  prepare: () => {
    const y = observations();
    return prepared(model, { y });
  },
};
