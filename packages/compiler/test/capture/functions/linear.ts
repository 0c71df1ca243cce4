// Matrix products, factorizations and other linear algebra of tfjs: what each is tried with. Not a test.
import * as tf from "@tensorflow/tfjs";
import { floats } from "../agree.ts";
import { type FunctionCases, some, withoutTfjsGradient, x23 } from "./functionCase.ts";

const matrix = floats([3, 4]);
const vector = floats([4], -2, 2, 3);
const activations = ["linear", "relu", "relu6", "elu", "sigmoid"] as const;

export const linear: FunctionCases = {
  basicLSTMCell: some(
    (data, c, h) => {
      const kernel = tf.reshape(tf.linspace(-1, 1, 5 * 12), [5, 12]) as tf.Tensor2D;
      return tf.basicLSTMCell(tf.scalar(1), kernel, tf.linspace(0, 1, 12), data as tf.Tensor2D, c as tf.Tensor2D, h as tf.Tensor2D);
    },
    [floats([2, 2]), floats([2, 3]), floats([2, 3], -1, 1, 4)],
  ), // biome-ignore format: a list
  dot: some(
    (x, v) => [tf.dot(x, v), tf.dot(v, v), tf.dot(v, tf.transpose(x)), tf.dot(x, tf.transpose(x))],
    [matrix, vector],
  ),
  einsum: withoutTfjsGradient("tfjs has none", some(
    (a, b) => [
      tf.einsum("ij,jk->ik", a, b), tf.einsum("ij->ji", a), tf.einsum("ij,ij->i", a, a), tf.einsum("ij,kj->ik", a, a),
      tf.einsum("ij->", a), tf.einsum("ij,lk->ijlk", a, b),
    ],
    [x23, floats([3, 4])],
  )), // biome-ignore format: a list
  matMul: withoutTfjsGradient("tfjs does not sum it over a repeated batch", some(
    (a, b) => [tf.matMul(a, b), tf.matMul(a, tf.transpose(b, [0, 2, 1]), false, true),
      tf.matMul(tf.transpose(a, [0, 2, 1]), b, true), tf.matMul(tf.transpose(a, [0, 2, 1]), tf.transpose(b, [0, 2, 1]), true, true)],
    [floats([2, 3, 4]), floats([2, 4, 2], -2, 2, 3)],
    [floats([1, 3, 4]), floats([2, 4, 1], -2, 2, 3)],
  )), // biome-ignore format: a list
  movingAverage: withoutTfjsGradient(
    "tfjs does not differentiate by a variable",
    some(
      (v, x) => tf.movingAverage(tf.variable(v) as unknown as tf.Tensor, x, 0.9, 2),
      [matrix, floats([3, 4], -1, 1, 4)],
    ),
  ),
  outerProduct: some((v, w) => tf.outerProduct(v as tf.Tensor1D, w as tf.Tensor1D), [vector, floats([3])]),
  "fused.matMul": withoutTfjsGradient(
    "tfjs refuses the gradients of most fused activations",
    some(
      (a, b, bias, alpha) => [
        ...activations.map((activation) => tf.fused.matMul({ a, b, bias, activation } as Parameters<typeof tf.fused.matMul>[0])),
        tf.fused.matMul({ a, b, activation: "leakyrelu", leakyreluAlpha: 0.3 }),
        tf.fused.matMul({ a, b, bias, activation: "prelu", preluActivationWeights: alpha }),
        tf.fused.matMul({ a, b: tf.transpose(b), transposeB: true }),
      ],
      [x23, floats([3, 4]), floats([4]), floats([4], 0, 1)],
    ),
  ), // biome-ignore format: a list
  "linalg.bandPart": withoutTfjsGradient(
    "tfjs has none of a comparison",
    some(
      (x) => [tf.linalg.bandPart(x, 1, 0), tf.linalg.bandPart(x, -1, 1), tf.linalg.bandPart(x, 0, -1)],
      [matrix],
      [floats([2, 3, 3])],
    ),
  ),
  "linalg.gramSchmidt": some((x) => tf.linalg.gramSchmidt(x as tf.Tensor2D), [floats([3, 4])]),
  "linalg.qr": withoutTfjsGradient(
    "tfjs has none of a comparison",
    some((x) => tf.linalg.qr(x), [floats([4, 3])], [floats([3, 3])]),
  ),
};
