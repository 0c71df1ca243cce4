// The Dirichlet distribution over probability vectors.
import {
  asTensor,
  digamma,
  draw,
  lgamma,
  type Numeric,
  type RandomKey,
  softmax,
  UsageError,
  xlogy,
} from "@nutmeg-ppl/compiler";
import type * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { independent } from "../constraints/independent.ts";
import { positive } from "../constraints/intervals.ts";
import { simplex } from "../constraints/vectors.ts";
import { Family } from "../family.ts";
import { logGamma } from "../samplers/logGamma.ts";
import { orMinusInfinity } from "../tensors.ts";

/** Dirichlet(concentration): density prod x_k^(a_k - 1) / B(a) on the simplex, with a = concentration of shape [..., K]. */
export class Dirichlet extends Family<"concentration"> {
  static override readonly argConstraints = { concentration: independent(positive, 1) };
  readonly support: Constraint = simplex;
  readonly concentration: tf.Tensor;

  /**
   * @param concentration [..., K], each > 0; ones for the uniform distribution
   * @throws UsageError for a scalar
   */
  constructor(concentration: Numeric) {
    const tensor = asTensor(concentration);
    if (tensor.rank === 0) {
      throw new UsageError(
        "Dirichlet: concentration must be a vector [..., K], but it is one number. For K equal weights pass tf.ones([K]).",
      );
    }
    super({ concentration: tensor }, tensor.shape.slice(-1));
    this.concentration = this.parameters.concentration;
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const { concentration } = this;
    const normalizer = lgamma(concentration.sum(-1)).sub(lgamma(concentration).sum(-1));
    return orMinusInfinity(simplex.check(x), xlogy(concentration.sub(1), x).sum(-1).add(normalizer));
  }

  /** Gamma variates divided by their sum, from their logarithms. */
  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    return softmax(draw({ key, shape, parameters: [this.concentration], sampler: logGamma }), -1);
  }

  protected override meanOf(): tf.Tensor {
    return this.concentration.div(this.#total());
  }

  protected override varianceOf(): tf.Tensor {
    const total = this.#total();
    return this.concentration.mul(total.sub(this.concentration)).div(total.square().mul(total.add(1)));
  }

  protected override entropyOf(): tf.Tensor {
    const { concentration } = this;
    const [size = 0] = this.eventShape;
    const total = concentration.sum(-1);
    const logNormalizer = lgamma(concentration).sum(-1).sub(lgamma(total));
    const parts = concentration.sub(1).mul(digamma(concentration)).sum(-1);
    return logNormalizer.add(total.sub(size).mul(digamma(total))).sub(parts);
  }

  #total(): tf.Tensor {
    return this.concentration.sum(-1, true);
  }
}
