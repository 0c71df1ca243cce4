// A flat prior on any constraint, which need not integrate to 1.
import { asTensor, broadcastShapes, capturing, type Numeric, UnsupportedError } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { independent } from "../constraints/independent.ts";
import { Distribution, type Key } from "../distribution.ts";
import { broadcastTo, orMinusInfinity } from "../tensors.ts";

/**
 * ImproperUniform(support, batchShape, eventShape): log density 0 on the support. It cannot be sampled; MCMC starts such a site
 * uniformly in unconstrained space, or from a value that is given.
 */
export class ImproperUniform extends Distribution {
  readonly support: Constraint;

  /** @param eventShape at least as long as the support's eventDim; further axes hold independent members */
  constructor(support: Constraint, batchShape: readonly number[] = [], eventShape: readonly number[] = []) {
    super(batchShape, eventShape);
    this.support = independent(support, eventShape.length - support.eventDim);
  }

  logProb(value: Numeric): tf.Tensor {
    return capturing(() => {
      const isInside = this.support.check(asTensor(value));
      const shape = broadcastShapes([isInside.shape, this.batchShape], "ImproperUniform.logProb");
      return orMinusInfinity(broadcastTo(isInside, shape), tf.zeros(shape));
    });
  }

  sample(_key: Key, _sampleShape?: readonly number[]): tf.Tensor {
    throw new UnsupportedError(
      `ImproperUniform over ${this.support.name} is no probability distribution and cannot be sampled. ` +
        "Give the site a value (initToValue, substitute), or a proper prior.",
    );
  }
}
