// Regressions on a design matrix: logistic, Student-t, Gaussian.
import { unconstrainedModel } from "@nutmeg-ppl/model";
import { Bernoulli, Gamma, HalfNormal, Normal, StudentT, sample, tf } from "nutmeg-ppl";
import type { BenchModel } from "./benchModel.ts";
import { fill, numbers } from "./randomNumbers.ts";

function design(n: number, d: number, seed: number): tf.Tensor2D {
  const { normal } = numbers(seed);
  return tf.tensor2d(Float32Array.from(fill(n * d, normal)), [n, d]);
}

function linear(x: tf.Tensor2D): tf.Tensor {
  const [n, d] = x.shape;
  const b = sample("b", new Normal(tf.zeros([d]), 1).toEvent(1));
  return tf.reshape(tf.matMul(x, tf.reshape(b, [d, 1])), [n]);
}

function logistic(n: number, d: number): BenchModel {
  const { uniform } = numbers(2);
  const x = design(n, d, 1);
  const y = Int32Array.from({ length: n }, () => Number(uniform() < 0.5));
  const model = (args: { x: tf.Tensor2D; y: tf.Tensor1D }) => {
    const a = sample("a", new Normal(0, 1));
    sample("y", new Bernoulli({ logits: linear(args.x).add(a) }), { obs: args.y });
  };
  return { name: `logistic regression N=${n} D=${d}`, capture: () => unconstrainedModel(model, { x, y }) };
}

export const logisticSmall = logistic(10_000, 20);
export const logisticCovertype = logistic(581_012, 55);

export const studentT: BenchModel = {
  name: "Student-t regression N=5000 D=10",
  capture: () => {
    const { normal } = numbers(3);
    const model = (args: { x: tf.Tensor2D; y: tf.Tensor1D }) => {
      const scale = sample("scale", new HalfNormal(1));
      const df = sample("df", new Gamma(2, 0.1));
      sample("y", new StudentT(df, linear(args.x), scale), { obs: args.y });
    };
    return unconstrainedModel(model, { x: design(5000, 10, 4), y: fill(5000, normal) });
  },
};

export const gaussian: BenchModel = {
  name: "Gaussian regression N=5000 D=24",
  capture: () => {
    const { normal } = numbers(5);
    const model = (args: { x: tf.Tensor2D; y: tf.Tensor1D }) => {
      const scale = sample("scale", new HalfNormal(1));
      sample("y", new Normal(linear(args.x), scale), { obs: args.y });
    };
    return unconstrainedModel(model, { x: design(5000, 24, 6), y: fill(5000, normal) });
  },
};

export const gaussianRows: BenchModel = {
  ...gaussian,
  name: `${gaussian.name}, by rows`,
  compile: { exact: "rows" },
};
