// Varying intercepts: radon-like with normal errors, and Poisson counts; both non-centred.
import { HalfCauchy, HalfNormal, Normal, Poisson, plate, sample, tf } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";
import { fill, numbers } from "./randomNumbers.ts";

interface Grouped {
  readonly x: tf.Tensor1D;
  readonly y: tf.Tensor1D;
  readonly group: tf.Tensor1D;
}

/** Counties with intercepts of their own, non-centred (Gelman and Hill 2007). */
export function radonModel({ x, y, group }: Grouped): void {
  const mu = sample("mu", new Normal(0, 10));
  const tau = sample("tau", new HalfCauchy(5));
  const slope = sample("slope", new Normal(0, 10));
  const scale = sample("scale", new HalfCauchy(5));
  const z = plate("counties", 85, () => sample("z", new Normal(0, 1)));
  const intercept = tf.gather(mu.add(tau.mul(z)), group);
  sample("y", new Normal(intercept.add(slope.mul(x)), scale), { obs: y });
}

export const radon: BenchModel = {
  name: "radon-like J=85 N=919, non-centred",
  prepare: () => {
    const { normal, integer } = numbers(7);
    const group = Int32Array.from({ length: 919 }, () => integer(85));
    const [x, y] = [fill(919, normal), fill(919, normal)];
    return prepared(radonModel, { x, y, group });
  },
};

export const radonRows: BenchModel = { ...radon, name: `${radon.name}, by rows`, compile: { exact: "rows" } };

export const poisson: BenchModel = {
  name: "Poisson with varying intercepts N=5000 J=100",
  prepare: () => {
    const { normal, integer } = numbers(8);
    const model = ({ x, y, group }: Grouped) => {
      const mu = sample("mu", new Normal(0, 1));
      const tau = sample("tau", new HalfNormal(1));
      const slope = sample("slope", new Normal(0, 1));
      const z = plate("groups", 100, () => sample("z", new Normal(0, 1)));
      const rate = tf.exp(tf.gather(mu.add(tau.mul(z)), group).add(slope.mul(x)));
      sample("y", new Poisson(rate), { obs: y });
    };
    const y = Int32Array.from({ length: 5000 }, () => integer(5));
    const group = Int32Array.from({ length: 5000 }, () => integer(100));
    const x = fill(5000, normal);
    return prepared(model, { x, y, group });
  },
};
