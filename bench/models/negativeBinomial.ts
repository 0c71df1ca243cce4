// Overdispersed counts on one covariate, by the negative binomial of a mean and a concentration.
import { Gamma, NegativeBinomial2, Normal, sample, tf } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";
import { fill, numbers } from "./randomNumbers.ts";

const N = 5000;

function model({ x, y }: { x: tf.Tensor1D; y: tf.Tensor1D }): void {
  const a = sample("a", new Normal(0, 1));
  const b = sample("b", new Normal(0, 1));
  const concentration = sample("concentration", new Gamma(2, 0.1));
  sample("y", new NegativeBinomial2(tf.exp(a.add(b.mul(x))), concentration), { obs: y });
}

export const negativeBinomial: BenchModel = {
  name: `negative-binomial regression N=${N}`,
  prepare: () => {
    const { normal, uniform } = numbers(10);
    const x = fill(N, normal);
    const y = Int32Array.from(x, (xi) => Math.floor(-Math.exp(0.7 + 0.4 * xi) * Math.log(1 - uniform())));
    return prepared(model, { x, y });
  },
};
