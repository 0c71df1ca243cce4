// The von Mises distribution of angles.
import { besselRatio, draw, logBesselI0, type Numeric, type RandomKey } from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { circular, positive, real } from "../constraints/intervals.ts";
import { Family } from "../family.ts";
import { LOG_TWO_PI } from "../logarithms.ts";
import { standardUniform } from "../samplers/standardUniform.ts";
import { vonMisesCosine } from "../samplers/vonMisesCosine.ts";

/** VonMises(loc, concentration): density exp(concentration cos(x - loc)) / (2 pi I0(concentration)) for -pi <= x <= pi. */
export class VonMises extends Family<"loc" | "concentration"> {
  static override readonly argConstraints = { loc: real, concentration: positive };
  readonly support: Constraint = circular;
  readonly loc: tf.Tensor;
  readonly concentration: tf.Tensor;

  /**
   * @param loc the mean angle, in radians
   * @param concentration > 0: near one over the variance where that is small
   */
  constructor(loc: Numeric, concentration: Numeric) {
    super({ loc, concentration });
    this.loc = this.parameters.loc;
    this.concentration = this.parameters.concentration;
  }

  /** cos(d) - 1 = -2 sin(d / 2)^2, and log I0(k) - k, stay small where k cos(d) and log I0(k) are large. */
  protected logDensity(x: tf.Tensor): tf.Tensor {
    const halfSine = x.sub(this.loc).mul(0.5).sin();
    const logNormalizer = logBesselI0(this.concentration).sub(this.concentration).add(LOG_TWO_PI);
    return this.concentration.mul(halfSine.square()).mul(-2).sub(logNormalizer);
  }

  /** Deviations from the mean angle, turned back into [-pi, pi]. */
  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const [angleKey, signKey] = key.split() as [RandomKey, RandomKey];
    const cosine = draw({ key: angleKey, shape, parameters: [this.concentration], sampler: vonMisesCosine });
    const coin = draw({ key: signKey, shape, parameters: [], sampler: standardUniform });
    const angle = cosine.acos().mul(coin.sub(0.5).sign()).add(this.loc);
    return angle.sub(
      angle
        .div(2 * Math.PI)
        .round()
        .mul(2 * Math.PI),
    );
  }

  /** The mean angle, turned into [-pi, pi]. */
  protected override meanOf(): tf.Tensor {
    return tf.atan2(this.loc.sin(), this.loc.cos());
  }

  /** The circular variance: 1 less the mean of cos(x - loc). */
  protected override varianceOf(): tf.Tensor {
    return tf.sub(1, besselRatio(this.concentration));
  }
}
