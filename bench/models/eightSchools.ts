// Eight schools, non-centred (Rubin 1981).
import { HalfCauchy, Normal, plate, sample, type tf } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";

function model({ y, sigma }: { y: tf.Tensor1D; sigma: tf.Tensor1D }): void {
  const mu = sample("mu", new Normal(0, 5));
  const tau = sample("tau", new HalfCauchy(5));
  plate("schools", 8, () => {
    const theta = sample("theta", new Normal(0, 1));
    sample("y", new Normal(mu.add(tau.mul(theta)), sigma), { obs: y });
  });
}

export const eightSchools: BenchModel = {
  name: "eight schools, non-centred",
  prepare: () =>
    prepared(model, { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] }),
};
