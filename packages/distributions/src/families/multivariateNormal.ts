// The multivariate normal distribution.
import {
  asTensor,
  cholesky,
  diagPart,
  draw,
  type Numeric,
  type RandomKey,
  triangularSolve,
  UsageError,
} from "@nutmeg-ppl/compiler";
import * as tf from "@tensorflow/tfjs-core";
import type { Constraint } from "../constraints/constraint.ts";
import { realVector } from "../constraints/independent.ts";
import { lowerCholesky, positiveDefinite } from "../constraints/matrices.ts";
import { Family } from "../family.ts";
import { HALF_LOG_TWO_PI } from "../logarithms.ts";
import { standardNormal } from "../samplers/standardNormal.ts";
import { broadcastTo, transposeLast } from "../tensors.ts";

/** One of three matrices [..., n, n] that give the spread. */
export type Spread =
  | { readonly scaleTril: Numeric; readonly covarianceMatrix?: never; readonly precisionMatrix?: never }
  | { readonly covarianceMatrix: Numeric; readonly scaleTril?: never; readonly precisionMatrix?: never }
  | { readonly precisionMatrix: Numeric; readonly scaleTril?: never; readonly covarianceMatrix?: never };

/** Reverses the order of rows and of columns. */
function flip(x: tf.Tensor): tf.Tensor {
  return tf.reverse(x, [x.rank - 2, x.rank - 1]);
}

/**
 * The lower L with L L' = P^-1. Reversed, the Cholesky factor of reversed P is an upper triangle U with U U' = P, so that
 * L = U'^-1 is lower.
 */
function choleskyOfInverse(precision: tf.Tensor): tf.Tensor {
  const lower = transposeLast(flip(cholesky(flip(precision))));
  return triangularSolve(lower, broadcastTo(tf.eye(precision.shape.at(-1) ?? 0), precision.shape));
}

/** What each kind of spread is to the lower Cholesky factor of the covariance. */
const toScaleTril = {
  scaleTril: (matrix: tf.Tensor) => matrix,
  covarianceMatrix: cholesky,
  precisionMatrix: choleskyOfInverse,
};
type SpreadName = keyof typeof toScaleTril;

function onlySpread(spread: Spread): [SpreadName, tf.Tensor] {
  const given = Object.entries(spread ?? {}).filter(([, value]) => value !== undefined) as [
    SpreadName,
    Numeric,
  ][];
  const [first] = given;
  if (!first || given.length > 1 || !(first[0] in toScaleTril)) {
    throw new UsageError(
      "MultivariateNormal: give exactly one of { scaleTril }, { covarianceMatrix } and { precisionMatrix }; " +
        `${given.length === 0 ? "none was given" : given.map(([name]) => name).join(" and ")}.`,
    );
  }
  const matrix = asTensor(first[1]);
  if (matrix.rank < 2 || matrix.shape.at(-1) !== matrix.shape.at(-2)) {
    throw new UsageError(
      `MultivariateNormal: ${first[0]} must be a square matrix [..., n, n], but its shape is [${matrix.shape.join(", ")}].`,
    );
  }
  return [first[0], matrix];
}

/** MultivariateNormal(loc, { scaleTril | covarianceMatrix | precisionMatrix }) over vectors of n numbers. */
export class MultivariateNormal extends Family {
  static override readonly argConstraints: Readonly<Record<string, Constraint>> = {
    loc: realVector,
    scaleTril: lowerCholesky,
    covarianceMatrix: positiveDefinite,
    precisionMatrix: positiveDefinite,
  };
  readonly support: Constraint = realVector;
  readonly loc: tf.Tensor;
  /** The lower Cholesky factor of the covariance, [..., n, n]. */
  readonly scaleTril: tf.Tensor;
  /** That of the precision, where the precision was given. */
  readonly #precisionTril: tf.Tensor | undefined;

  /**
   * @param loc the mean [..., n], or one number for all n
   * @throws UsageError unless exactly one square matrix is given, and n agrees
   */
  constructor(loc: Numeric, spread: Spread) {
    const [name, matrix] = onlySpread(spread);
    const n = matrix.shape.at(-1) as number;
    const given = asTensor(loc);
    if (given.rank > 0 && given.shape.at(-1) !== n) {
      throw new UsageError(
        `MultivariateNormal: loc has shape [${given.shape.join(", ")}], but ${name} is ${n} by ${n}; ` +
          `the last axis of loc must have size ${n}.`,
      );
    }
    const center = given.rank === 0 ? given.add(asTensor(new Float64Array(n))) : given;
    super({ loc: center, [name]: matrix }, [n]);
    this.loc = center;
    this.scaleTril = toScaleTril[name](matrix);
    this.#precisionTril = name === "precisionMatrix" ? cholesky(matrix) : undefined;
  }

  override get hasRsample(): boolean {
    return true;
  }

  /** [..., n, n] */
  get covarianceMatrix(): tf.Tensor {
    return tf.matMul(this.scaleTril, this.scaleTril, false, true);
  }

  protected logDensity(x: tf.Tensor): tf.Tensor {
    const [n = 0] = this.eventShape;
    return this.#squaredDistance(x.sub(this.loc))
      .mul(-0.5)
      .sub(this.#halfLogDet())
      .sub(asTensor(n * HALF_LOG_TWO_PI));
  }

  protected draws(key: RandomKey, shape: readonly number[]): tf.Tensor {
    const normal = draw({ key, shape, parameters: [], sampler: standardNormal });
    return this.loc.add(this.scaleTril.mul(normal.expandDims(-2)).sum(-1));
  }

  protected override meanOf(): tf.Tensor {
    return this.loc;
  }

  protected override varianceOf(): tf.Tensor {
    return this.scaleTril.square().sum(-1);
  }

  protected override entropyOf(): tf.Tensor {
    const [n = 0] = this.eventShape;
    return this.#halfLogDet().add(asTensor(n * (HALF_LOG_TWO_PI + 0.5)));
  }

  /**
   * |L^-1 d|^2: one solve, with all of d as columns where there is one factor for all. For a precision C C' it is |C' d|^2,
   * which needs no solve.
   */
  #squaredDistance(d: tf.Tensor): tf.Tensor {
    const factor = this.#precisionTril;
    if (factor) return d.expandDims(-2).matMul(factor).square().sum([-2, -1]);
    return triangularSolve(this.scaleTril, d.expandDims(-1)).square().sum([-2, -1]);
  }

  #halfLogDet(): tf.Tensor {
    const sumOfLogs = (factor: tf.Tensor): tf.Tensor => diagPart(factor).log().sum(-1);
    return this.#precisionTril ? sumOfLogs(this.#precisionTril).neg() : sumOfLogs(this.scaleTril);
  }
}
