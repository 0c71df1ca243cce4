// Regressions on a design matrix: logistic, Student-t, Gaussian.
import { Bernoulli, Gamma, HalfNormal, Normal, StudentT, sample, tf } from "nutmeg-ppl";
import { type BenchModel, prepared } from "./benchModel.ts";
import { fill, numbers } from "./randomNumbers.ts";

function design(n: number, d: number, seed: number): tf.Tensor2D {
  const { normal } = numbers(seed);
  return tf.tensor2d(new Float32Array(fill(n * d, normal)), [n, d]);
}

function linear(x: tf.Tensor2D): tf.Tensor {
  const [n, d] = x.shape;
  const b = sample("b", new Normal(tf.zeros([d]), 1).toEvent(1));
  return tf.reshape(tf.matMul(x, tf.reshape(b, [d, 1])), [n]);
}

interface Regression {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor1D;
}

function logistic(n: number, d: number): BenchModel {
  const model = ({ x, y }: Regression) => {
    const a = sample("a", new Normal(0, 1));
    sample("y", new Bernoulli({ logits: linear(x).add(a) }), { obs: y });
  };
  const prepare = () => {
    const { uniform } = numbers(2);
    const x = design(n, d, 1);
    const y = Int32Array.from({ length: n }, () => Number(uniform() < 0.5));
    return prepared(model, { x, y });
  };
  return { name: `logistic regression N=${n} D=${d}`, prepare };
}

export const logisticSmall = logistic(10_000, 20);
export const logisticCovertype = logistic(581_012, 55);

export const studentT: BenchModel = {
  name: "Student-t regression N=5000 D=10",
  prepare: () => {
    const model = ({ x, y }: Regression) => {
      const scale = sample("scale", new HalfNormal(1));
      const df = sample("df", new Gamma(2, 0.1));
      sample("y", new StudentT(df, linear(x), scale), { obs: y });
    };
    const x = design(5000, 10, 4);
    const y = fill(5000, numbers(3).normal);
    return prepared(model, { x, y });
  },
};

export const gaussian: BenchModel = {
  name: "Gaussian regression N=5000 D=24",
  prepare: () => {
    const model = ({ x, y }: Regression) => {
      const scale = sample("scale", new HalfNormal(1));
      sample("y", new Normal(linear(x), scale), { obs: y });
    };
    const x = design(5000, 24, 6);
    const y = fill(5000, numbers(5).normal);
    return prepared(model, { x, y });
  },
};

export const gaussianRows: BenchModel = {
  ...gaussian,
  name: `${gaussian.name}, by rows`,
  compile: { exact: "rows" },
};
