// GARCH(1,1): a series whose variance follows its own past (Bollerslev 1986; Stan User's Guide, 2.2).
import { HalfNormal, Normal, sample, scan, tf, Uniform } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";
import { numbers } from "./randomNumbers.ts";

const T = 2000;

function model({ y }: { y: tf.Tensor1D }): void {
  const mu = sample("mu", new Normal(0, 1));
  const alpha0 = sample("alpha0", new HalfNormal(1));
  const alpha1 = sample("alpha1", new Uniform(0, 1));
  const beta1 = sample("beta1", new Uniform(0, 1));
  const [, variance] = scan(
    (now, last) => [alpha0.add(alpha1.mul(tf.square(last.sub(mu)))).add(beta1.mul(now)), now],
    1,
    y as tf.Tensor,
  );
  sample("y", new Normal(mu, tf.sqrt(variance)), { obs: y });
}

function series(): Float64Array {
  const { normal } = numbers(12);
  let variance = 1;
  return Float64Array.from({ length: T }, () => {
    const noise = Math.sqrt(variance) * normal();
    variance = 0.1 + 0.2 * noise * noise + 0.7 * variance;
    return 0.3 + noise;
  });
}

export const garch: BenchModel = {
  name: `GARCH(1,1) T=${T}, by scan`,
  prepare: () => {
    const y = series();
    return prepared(model, { y });
  },
};
